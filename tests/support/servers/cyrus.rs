//! A private Cyrus IMAP server on a loopback port. Its programs are copied beside its mail: it never
//! runs as root, and another user may not be let to where they were unpacked.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::{Server, home, libraries, stop};
use crate::support::client::Client;
use crate::support::dovecot::{PASSWORD, USER, give_to_nobody, greeted, is_root, whoami};
use crate::support::{free_port, program, until};

/// A running server.
pub struct Cyrus {
    port: u16,
    _dir: TempDir,
    child: Child,
}

const PROGRAMS: [&str; 4] = ["imapd", "master", "ctl_cyrusdb", "idled"];

impl Cyrus {
    pub fn start() -> Self {
        let dir = tempfile::Builder::new().prefix("pombo-cyrus").tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let port = free_port();
        copy_programs(dir.path());
        for folder in ["conf/socket", "conf/lock", "spool", "run"] {
            fs::create_dir_all(dir.path().join(folder)).unwrap();
        }
        write_configuration(dir.path(), port);
        add_user(dir.path());
        let child = launch(dir.path());
        let server = Self { port, _dir: dir, child };
        until("Cyrus's greeting", || greeted(server.port));
        // The person's mailboxes are made when she comes for the first time.
        server.client().ok("SELECT INBOX");
        server
    }
}

impl Server for Cyrus {
    fn port(&self) -> u16 {
        self.port
    }

    fn client(&self) -> Client {
        Client::login(self.port, USER, PASSWORD)
    }

    fn lacks(&self) -> &'static [&'static str] {
        &["NOTIFY"]
    }

    fn offers(&self) -> &'static [&'static str] {
        &[
            "IDLE",
            "UIDPLUS",
            "MOVE",
            "CONDSTORE",
            "QRESYNC",
            "ESEARCH",
            "LIST-STATUS",
            "SPECIAL-USE",
        ]
    }

    fn tells(&self) -> bool {
        true
    }
}

impl Drop for Cyrus {
    fn drop(&mut self) {
        stop(&mut self.child);
    }
}

fn copy_programs(dir: &Path) {
    let from = home("cyrus");
    let to = dir.join("programs");
    fs::create_dir_all(to.join("usr/lib/cyrus/bin")).unwrap();
    for name in PROGRAMS {
        let inside = format!("usr/lib/cyrus/bin/{name}");
        fs::copy(from.join(&inside), to.join(&inside)).unwrap();
    }
    fs::copy(from.join("libraries"), to.join("libraries")).unwrap();
    for folder in fs::read_to_string(from.join("libraries")).unwrap().lines() {
        fs::create_dir_all(to.join(folder)).unwrap();
        for entry in fs::read_dir(from.join(folder)).unwrap().flatten() {
            if entry.path().is_file() {
                fs::copy(entry.path(), to.join(folder).join(entry.file_name())).unwrap();
            }
        }
    }
}

fn write_configuration(dir: &Path, port: u16) {
    let base = dir.display();
    let (user, group) = match is_root() {
        true => ("nobody".to_owned(), "nogroup".to_owned()),
        false => (whoami(), whoami()),
    };
    let boxes = "Drafts|Sent|Archive|Junk|Trash";
    let settings = format!(
        "configdirectory: {base}/conf
partition-default: {base}/spool
defaultpartition: default
proc_path: {base}/run/proc
mboxname_lockpath: {base}/conf/lock
idlesocket: {base}/conf/socket/idle
cyrus_user: {user}
cyrus_group: {group}
servername: localhost
allowplaintext: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: {base}/sasldb2
sasl_mech_list: PLAIN
unixhierarchysep: on
altnamespace: on
autocreate_quota: 0
autocreate_inbox_folders: {boxes}
autocreate_subscribe_folders: {boxes}
xlist-drafts: Drafts
xlist-sent: Sent
xlist-archive: Archive
xlist-junk: Junk
xlist-trash: Trash
imapidlepoll: 1
"
    );
    fs::write(dir.join("imapd.conf"), settings).unwrap();
    let run = |name: &str| format!("{base}/programs/usr/lib/cyrus/bin/{name} -C {base}/imapd.conf");
    let services = format!(
        "START {{\n recover cmd=\"{} -r\"\n idled cmd=\"{}\"\n}}\n\
         SERVICES {{\n imap cmd=\"{}\" listen=\"127.0.0.1:{port}\" proto=\"tcp4\" prefork=1\n}}\n\
         EVENTS {{\n}}\n",
        run("ctl_cyrusdb"),
        run("idled"),
        run("imapd"),
    );
    fs::write(dir.join("cyrus.conf"), services).unwrap();
}

fn add_user(dir: &Path) {
    let home = home("cyrus");
    let mut child = Command::new(home.join("usr/sbin/saslpasswd2"))
        .args(["-p", "-c", "-u", "localhost", "-f"])
        .arg(dir.join("sasldb2"))
        .arg(USER)
        .env("LD_LIBRARY_PATH", libraries(&home))
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

fn launch(dir: &Path) -> Child {
    let programs = dir.join("programs");
    let master = programs.join("usr/lib/cyrus/bin/master");
    let mut command = match is_root() {
        true => {
            give_to_nobody(dir);
            let mut command = Command::new(program("setpriv"));
            command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"]).arg(master);
            command
        }
        false => Command::new(master),
    };
    let log = fs::File::create(dir.join("start.log")).unwrap();
    command.arg("-C").arg(dir.join("imapd.conf")).arg("-M").arg(dir.join("cyrus.conf"));
    command.arg("-p").arg(dir.join("master.pid")).arg("-D");
    command.env("LD_LIBRARY_PATH", libraries(&programs));
    command.env("SASL_PATH", programs.join("usr/lib").join(triplet(&programs)).join("sasl2"));
    // When its master ends, it ends all of its process group: without one of its own, the servers
    // of the other tests, too.
    command.process_group(0);
    command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
    command.spawn().unwrap()
}

/// The folder below `usr/lib` that is named after the kind of machine.
fn triplet(programs: &Path) -> String {
    let listed = fs::read_to_string(programs.join("libraries")).unwrap();
    let found =
        listed.lines().find_map(|line| line.strip_prefix("usr/lib/")?.strip_suffix("/sasl2"));
    found.unwrap().to_owned()
}
