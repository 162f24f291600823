//! What the process takes from itself before it reads a mail.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// Octets of memory, mapped fonts included.
#[cfg(target_os = "linux")]
const MEMORY: u64 = 1_536 * 1024 * 1024;
/// Seconds of processor time that one question may take.
#[cfg(target_os = "linux")]
const SECONDS: u64 = 10;

/// Takes away what laying out does not need. Afterwards these files can be read and no others, and
/// nothing can be written, connected or started. Where the kernel cannot tell files apart, none can be
/// read: letters are drawn with the fonts that are in memory by then.
///
/// # Errors
/// The system refuses.
#[cfg(target_os = "linux")]
pub fn close_in(fonts: &BTreeSet<Arc<Path>>) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = |most| Rlimit { current: Some(most), maximum: Some(most) };
    setrlimit(Resource::As, limit(MEMORY))?;
    setrlimit(Resource::Fsize, limit(0))?;
    setrlimit(Resource::Core, limit(0))?;
    let tells_files = files::only(fonts)?;
    calls::refuse(tells_files)
}

#[cfg(not(target_os = "linux"))]
pub fn close_in(_: &BTreeSet<Arc<Path>>) -> io::Result<()> {
    Ok(())
}

/// Gives the next question its processor time; a process that needs more is ended by the system.
///
/// # Errors
/// The system refuses.
#[cfg(target_os = "linux")]
pub fn begin_question() -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    use rustix::time::{ClockId, clock_gettime};
    let used = clock_gettime(ClockId::ProcessCPUTime).tv_sec;
    let most = u64::try_from(used).unwrap_or_default() + SECONDS;
    let maximum = getrlimit(Resource::Cpu).maximum;
    setrlimit(Resource::Cpu, Rlimit { current: Some(most), maximum })?;
    Ok(())
}

#[cfg(not(target_os = "linux"))]
pub fn begin_question() -> io::Result<()> {
    Ok(())
}

#[cfg(target_os = "linux")]
mod files {
    //! Which files can be opened (Landlock).

    use std::collections::BTreeSet;
    use std::io;
    use std::path::Path;
    use std::sync::Arc;

    use landlock::{
        ABI, Access, AccessFs, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetError,
        RulesetStatus, path_beneath_rules,
    };

    /// Takes all files away but these, which can be read. False where the kernel does not know how.
    pub fn only(files: &BTreeSet<Arc<Path>>) -> io::Result<bool> {
        let status = restrict(files).map_err(io::Error::other)?;
        Ok(status != RulesetStatus::NotEnforced)
    }

    fn restrict(files: &BTreeSet<Arc<Path>>) -> Result<RulesetStatus, RulesetError> {
        Ruleset::default()
            .handle_access(AccessFs::from_all(ABI::V5))?
            .create()?
            .add_rules(path_beneath_rules(files, AccessFs::ReadFile))?
            .restrict_self()
            .map(|done| done.ruleset)
    }
}

#[cfg(target_os = "linux")]
mod calls {
    //! Which calls of the system are refused (seccomp): what connects, starts, writes or traces.

    use std::collections::BTreeMap;
    use std::io;

    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
        SeccompRule, TargetArch, apply_filter_all_threads,
    };

    /// Refused whatever they are asked.
    const REFUSED: [i64; 44] = [
        libc::SYS_socket,
        libc::SYS_socketpair,
        libc::SYS_connect,
        libc::SYS_bind,
        libc::SYS_listen,
        libc::SYS_accept,
        libc::SYS_accept4,
        libc::SYS_sendto,
        libc::SYS_sendmsg,
        libc::SYS_sendmmsg,
        libc::SYS_execve,
        libc::SYS_execveat,
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_kill,
        libc::SYS_tkill,
        libc::SYS_pidfd_open,
        libc::SYS_pidfd_send_signal,
        libc::SYS_pidfd_getfd,
        libc::SYS_io_uring_setup,
        libc::SYS_bpf,
        libc::SYS_mount,
        libc::SYS_umount2,
        libc::SYS_pivot_root,
        libc::SYS_chroot,
        libc::SYS_setns,
        libc::SYS_unshare,
        libc::SYS_init_module,
        libc::SYS_finit_module,
        libc::SYS_keyctl,
        libc::SYS_add_key,
        libc::SYS_request_key,
        libc::SYS_unlinkat,
        libc::SYS_renameat2,
        libc::SYS_mkdirat,
        libc::SYS_linkat,
        libc::SYS_symlinkat,
        libc::SYS_fchmodat,
        libc::SYS_fchownat,
        libc::SYS_truncate,
        libc::SYS_mknodat,
        libc::SYS_memfd_create,
        libc::SYS_userfaultfd,
    ];

    /// `opens`: files may be opened to be read.
    pub fn refuse(opens: bool) -> io::Result<()> {
        let arch = TargetArch::try_from(std::env::consts::ARCH).map_err(io::Error::other)?;
        let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
            REFUSED.iter().map(|call| (*call, Vec::new())).collect();
        let opening = |argument| if opens { writes(argument) } else { Ok(Vec::new()) };
        rules.insert(libc::SYS_openat, opening(2)?);
        // Threads are let be, processes are not. What asks by a struct cannot be looked into.
        rules.insert(libc::SYS_clone, processes()?);
        #[cfg(target_arch = "x86_64")]
        {
            for call in [
                libc::SYS_fork,
                libc::SYS_vfork,
                libc::SYS_creat,
                libc::SYS_unlink,
                libc::SYS_rename,
                libc::SYS_mkdir,
                libc::SYS_link,
                libc::SYS_symlink,
                libc::SYS_chmod,
                libc::SYS_chown,
                libc::SYS_mknod,
                libc::SYS_rmdir,
                libc::SYS_renameat,
            ] {
                rules.insert(call, Vec::new());
            }
            rules.insert(libc::SYS_open, opening(1)?);
        }
        let refusal = SeccompAction::Errno(u32::try_from(libc::EPERM).unwrap_or(1));
        install(rules, refusal, arch)?;
        // The C library goes on with `clone` where these two are not known.
        let unknown = [libc::SYS_clone3, libc::SYS_openat2].map(|call| (call, Vec::new()));
        let refusal = SeccompAction::Errno(u32::try_from(libc::ENOSYS).unwrap_or(38));
        install(unknown.into(), refusal, arch)
    }

    fn install(
        rules: BTreeMap<i64, Vec<SeccompRule>>,
        refusal: SeccompAction,
        arch: TargetArch,
    ) -> io::Result<()> {
        let filter = SeccompFilter::new(rules, SeccompAction::Allow, refusal, arch);
        let filter: BpfProgram = filter.and_then(TryInto::try_into).map_err(io::Error::other)?;
        apply_filter_all_threads(&filter).map_err(io::Error::other)
    }

    /// An open that may write; `argument`: the place of its flags.
    fn writes(argument: u8) -> io::Result<Vec<SeccompRule>> {
        let flags = [libc::O_WRONLY, libc::O_RDWR, libc::O_CREAT, libc::O_TRUNC];
        let rules = flags.map(|flag| {
            let flag = u64::try_from(flag).unwrap_or(u64::MAX);
            masked(argument, flag, flag)
        });
        rules.into_iter().collect()
    }

    fn processes() -> io::Result<Vec<SeccompRule>> {
        Ok(vec![masked(0, u64::try_from(libc::CLONE_THREAD).unwrap_or(u64::MAX), 0)?])
    }

    fn masked(argument: u8, mask: u64, value: u64) -> io::Result<SeccompRule> {
        let operator = SeccompCmpOp::MaskedEq(mask);
        SeccompCondition::new(argument, SeccompCmpArgLen::Dword, operator, value)
            .and_then(|condition| SeccompRule::new(vec![condition]))
            .map_err(io::Error::other)
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::net::TcpListener;
    use std::process::{Command, Stdio};

    use super::*;

    const INSIDE: &str = "POMBO_TEST_CLOSED_IN";

    /// What a process that closed itself in can do.
    fn tried(font: &Path) -> io::Result<Vec<(&'static str, bool)>> {
        close_in(&BTreeSet::from([Arc::from(font)]))?;
        let scratch = std::env::temp_dir().join("pombo-closed-in");
        Ok(vec![
            ("font", std::fs::read(font).is_ok()),
            ("file", std::fs::read("/etc/passwd").is_ok()),
            ("process", std::fs::read("/proc/self/environ").is_ok()),
            ("folder", std::fs::read_dir("/").is_ok()),
            ("write", std::fs::write(scratch, b"x").is_ok()),
            ("start", Command::new("/bin/true").stdin(Stdio::null()).status().is_ok()),
            ("connect", TcpListener::bind("127.0.0.1:0").is_ok()),
        ])
    }

    #[test]
    fn only_fonts_can_be_read_and_nothing_else_be_done() {
        let home = tempfile::tempdir().unwrap();
        let font = home.path().join("font.ttf");
        if let Some(font) = std::env::var_os(INSIDE) {
            println!("tried: {:?}", tried(Path::new(&font)).unwrap());
            return;
        }
        std::fs::write(&font, b"font").unwrap();
        let name = "sandbox::limits::tests::only_fonts_can_be_read_and_nothing_else_be_done";
        let mut again = Command::new(std::env::current_exe().unwrap());
        again.args([name, "--exact", "--nocapture", "--test-threads=1"]).env(INSIDE, &font);
        let said = String::from_utf8(again.output().unwrap().stdout).unwrap();
        let line = said.lines().find_map(|line| line.split_once("tried: ")).unwrap().1;
        let may: Vec<&str> = line.split("), (").filter(|word| word.contains("true")).collect();
        assert_eq!(may.len(), 1, "{line}");
        assert!(may[0].contains("font"), "{line}");
    }
}
