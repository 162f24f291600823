//! The command line: what may be said. `help` adds the frame of the help pages. Exit codes: see
//! `cli::End`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::fl;
use crate::model::account::TlsMode;

/// `pombo [OPTIONS] [COMMAND]`; without a command the window opens.
#[derive(Debug, Parser)]
#[command(name = "pombo", version, about = fl!("help-about"), after_help = format!("{}\n\n{}", fl!("help-open-file"), fl!("help-exit-codes")))]
pub struct Cli {
    #[arg(long, help = fl!("help-demo"))]
    pub demo: bool,
    #[arg(long, global = true, value_name = "DIR", display_order = 900, help = fl!("help-profile"))]
    pub profile: Option<PathBuf>,
    #[arg(long, global = true, display_order = 901, help = fl!("help-json"))]
    pub json: bool,
    /// What `pombo FILE` becomes.
    #[arg(long, hide = true, value_name = "FILE")]
    pub open: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(subcommand, about = fl!("help-account"))]
    Account(AccountCommand),
    #[command(subcommand, about = fl!("help-mailboxes"))]
    Mailbox(MailboxCommand),
    #[command(about = fl!("help-sync"))]
    Sync(SyncWish),
    #[command(about = fl!("help-audit"), after_help = fl!("help-audit-more"))]
    Audit(AuditWish),
    #[command(about = fl!("help-traffic"), after_help = fl!("help-traffic-more"))]
    Traffic(TrafficWish),
    #[command(about = fl!("help-list"), after_help = fl!("help-marks"))]
    List(ListWish),
    #[command(about = fl!("help-show"), after_help = fl!("help-show-more"))]
    Show(ShowWish),
    #[command(about = fl!("help-render"))]
    Render(RenderWish),
    #[command(about = fl!("help-move"))]
    Move(MoveWish),
    #[command(about = fl!("help-copy"))]
    Copy(MoveWish),
    #[command(about = fl!("help-flag"))]
    Flag(FlagWish),
    #[command(about = fl!("help-delete"))]
    Delete(DeleteWish),
    #[command(about = fl!("help-doctor"))]
    Doctor(DoctorWish),
    #[command(about = fl!("help-screenshot"))]
    Screenshot(ScreenshotWish),
}

#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    #[command(about = fl!("help-account-add"))]
    Add(Box<NewAccount>),
    #[command(about = fl!("help-account-list"))]
    List,
    #[command(about = fl!("help-account-remove"))]
    Remove {
        #[arg(help = fl!("help-account-which"))]
        account: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum MailboxCommand {
    #[command(about = fl!("help-mailbox-list"), after_help = fl!("help-mailbox-marks"))]
    List(MailboxesWish),
    #[command(about = fl!("help-mailbox-create"))]
    Create(OneMailbox),
    #[command(about = fl!("help-mailbox-rename"))]
    Rename(MailboxRenaming),
    #[command(about = fl!("help-mailbox-delete"))]
    Delete(MailboxDeletion),
    #[command(about = fl!("help-mailbox-subscribe"))]
    Subscribe(OneMailbox),
    #[command(about = fl!("help-mailbox-unsubscribe"))]
    Unsubscribe(OneMailbox),
}

#[derive(Debug, Args)]
pub struct MailboxesWish {
    #[arg(long, help = fl!("help-account-which"))]
    pub account: Option<String>,
}

#[derive(Debug, Args)]
pub struct OneMailbox {
    #[arg(value_name = "MAILBOX", help = fl!("help-mailbox-path"))]
    pub mailbox: String,
    #[arg(long, help = fl!("help-account-which"))]
    pub account: Option<String>,
}

#[derive(Debug, Args)]
pub struct MailboxRenaming {
    #[arg(value_name = "MAILBOX", help = fl!("help-mailbox-path"))]
    pub mailbox: String,
    #[arg(value_name = "NEW", help = fl!("help-mailbox-new-path"))]
    pub to: String,
    #[arg(long, help = fl!("help-account-which"))]
    pub account: Option<String>,
}

#[derive(Debug, Args)]
pub struct MailboxDeletion {
    #[arg(value_name = "MAILBOX", help = fl!("help-mailbox-path"))]
    pub mailbox: String,
    #[arg(long, help = fl!("help-account-which"))]
    pub account: Option<String>,
    #[arg(long, help = fl!("help-mailbox-yes"))]
    pub yes: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum TlsArg {
    Implicit,
    Starttls,
    None,
}

impl From<TlsArg> for TlsMode {
    fn from(arg: TlsArg) -> Self {
        match arg {
            TlsArg::Implicit => Self::Implicit,
            TlsArg::Starttls => Self::StartTls,
            TlsArg::None => Self::None,
        }
    }
}

#[derive(Debug, Args)]
pub struct NewAccount {
    #[arg(value_name = "ADDRESS", help = fl!("help-address"), required_unless_present = "named")]
    pub address: Option<String>,
    #[arg(id = "named", long = "address", value_name = "ADDRESS", conflicts_with = "address", help = fl!("help-address"))]
    pub named: Option<String>,
    #[arg(long, default_value = "", hide_default_value = true, help = fl!("help-name"))]
    pub name: String,
    #[arg(long, value_name = "HOST[:PORT]", help = fl!("help-imap"))]
    pub imap: Option<String>,
    #[arg(long, value_enum, help = fl!("help-tls"))]
    pub tls: Option<TlsArg>,
    #[arg(long, help = fl!("help-user"))]
    pub user: Option<String>,
    #[arg(long, value_name = "FILE", help = fl!("help-ca"))]
    pub ca: Option<PathBuf>,
    #[arg(long, value_name = "SHA256", help = fl!("help-fingerprint"))]
    pub fingerprint: Option<String>,
    #[command(flatten)]
    pub proof: ProofFrom,
    #[arg(long, value_name = "ID", help = fl!("help-client-id"))]
    pub client_id: Option<String>,
    #[arg(long, value_name = "HOST[:PORT]", help = fl!("help-issuer"))]
    pub issuer: Option<String>,
}

/// How the person proves who they are.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct ProofFrom {
    #[arg(long, value_name = "CMD", help = fl!("help-password-command"))]
    pub password_command: Option<String>,
    #[arg(long, help = fl!("help-password-stdin"))]
    pub password_stdin: bool,
    #[arg(long, help = fl!("help-browser"))]
    pub browser: bool,
    #[arg(long, help = fl!("help-device"))]
    pub device: bool,
}

#[derive(Debug, Args)]
pub struct SyncWish {
    #[arg(long, help = fl!("help-account-which"))]
    pub account: Option<String>,
    #[arg(long, help = fl!("help-once"))]
    pub once: bool,
}

#[derive(Debug, Args)]
pub struct AuditWish {
    #[arg(long, help = fl!("help-account-which"))]
    pub account: Option<String>,
    #[arg(long, value_name = "MAILBOX", help = fl!("help-audit-mailbox"))]
    pub mailbox: Option<String>,
}

#[derive(Debug, Args)]
pub struct TrafficWish {
    #[arg(long, help = fl!("help-account-which"))]
    pub account: Option<String>,
}

#[derive(Debug, Args)]
pub struct ListWish {
    #[arg(value_name = "MAILBOX", help = fl!("help-mailbox"))]
    pub mailbox: String,
    #[arg(long, help = fl!("help-account-which"))]
    pub account: Option<String>,
    #[arg(long, value_name = "N", help = fl!("help-limit"))]
    pub limit: Option<usize>,
}

#[derive(Debug, Args)]
pub struct ShowWish {
    #[arg(value_name = "KEY|FILE.eml", help = fl!("help-message"))]
    pub message: String,
}

#[derive(Debug, Args)]
pub struct RenderWish {
    #[arg(value_name = "FILE.eml", help = fl!("help-render-file"))]
    pub file: PathBuf,
    #[arg(value_name = "OUT.png|OUT.pdf", help = fl!("help-render-out"))]
    pub out: PathBuf,
    #[arg(long, value_parser = clap::value_parser!(u16).range(100..=4000), help = fl!("help-render-width"))]
    pub width: Option<u16>,
    #[arg(long, value_enum, default_value = "light", help = fl!("help-theme"))]
    pub theme: ThemeArg,
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=3), help = fl!("help-scale"))]
    pub scale: u8,
    #[arg(long, value_enum, default_value = "inline", help = fl!("help-render-images"))]
    pub images: ImagesArg,
}

/// Which pictures of a mail are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ImagesArg {
    None,
    Inline,
}

#[derive(Debug, Args)]
pub struct MoveWish {
    #[arg(value_name = "KEY", required = true, help = fl!("help-keys"))]
    pub keys: Vec<String>,
    #[arg(long, value_name = "MAILBOX", help = fl!("help-to"))]
    pub to: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum FlagArg {
    Seen,
    Flagged,
    Answered,
    Draft,
    Junk,
}

#[derive(Debug, Args)]
pub struct FlagWish {
    #[arg(value_name = "KEY", required = true, help = fl!("help-keys"))]
    pub keys: Vec<String>,
    #[command(flatten)]
    pub flags: FlagChange,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub struct FlagChange {
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FLAG", help = fl!("help-add"))]
    pub add: Vec<FlagArg>,
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FLAG", help = fl!("help-remove"))]
    pub remove: Vec<FlagArg>,
}

#[derive(Debug, Args)]
pub struct DeleteWish {
    #[arg(value_name = "KEY", required = true, help = fl!("help-keys"))]
    pub keys: Vec<String>,
    #[arg(long, help = fl!("help-for-good"))]
    pub for_good: bool,
}

#[derive(Debug, Args)]
pub struct DoctorWish {
    #[arg(value_name = "HOST|ADDRESS", help = fl!("help-doctor-host"))]
    pub host: String,
    #[arg(long, help = fl!("help-doctor-report"))]
    pub report: bool,
    #[arg(long, help = fl!("help-doctor-log"))]
    pub log: bool,
    #[arg(long, value_enum, help = fl!("help-tls"))]
    pub tls: Option<TlsArg>,
    #[arg(long, value_name = "FILE", help = fl!("help-ca"))]
    pub ca: Option<PathBuf>,
    #[arg(long, value_name = "SHA256", help = fl!("help-fingerprint"))]
    pub fingerprint: Option<String>,
}

#[derive(Debug, Args)]
pub struct ScreenshotWish {
    #[arg(value_name = "OUT.png", help = fl!("help-out"))]
    pub out: PathBuf,
    #[arg(long = "demo", id = "of-demo", help = fl!("help-demo"))]
    pub demo: bool,
    #[arg(long, value_name = "WxH", default_value = "1280x800", help = fl!("help-size"))]
    pub size: String,
    #[arg(long, value_enum, default_value = "light", help = fl!("help-theme"))]
    pub theme: ThemeArg,
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=3), help = fl!("help-scale"))]
    pub scale: u8,
    #[arg(long, value_enum, help = fl!("help-scene"))]
    pub scene: Option<SceneArg>,
    #[arg(long, value_name = "FILE.eml", conflicts_with_all = ["scene", "of-demo"], help = fl!("help-screenshot-file"))]
    pub file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ThemeArg {
    Light,
    Dark,
}

/// What the picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SceneArg {
    Welcome,
    SignIn,
    Looking,
    NothingFound,
    Found,
    Password,
    Consent,
    NoClient,
    ClientId,
    Browser,
    Device,
    SignInFailed,
    SignInAgain,
    Keyring,
    Passphrase,
    ByHand,
    Certificate,
    OneAccount,
    Accounts,
    ManyAccounts,
    AccountRefused,
    AccountRemoval,
    AccountLeaving,
    AccountEdit,
    Examining,
    Examined,
    Healthy,
    Compared,
    ConnectionLog,
    Mail,
    Designed,
    Addresses,
    Attachments,
    Quotes,
    QuotesOpen,
    Link,
    WaryLink,
    LinkAsked,
    LinkClosed,
    Drag,
    Menu,
    FolderMenu,
    NewFolder,
    DeleteFolder,
    NestFolder,
    Removed,
    MailingList,
    ListDetails,
    Unsubscribe,
    OtherAddress,
    RepliesElsewhere,
    Picker,
    Labels,
    LabelPanel,
    RemoteBar,
    RemoteTried,
    Settings,
    Shortcuts,
    Orders,
    Offline,
    Invitation,
    Bounce,
    Signed,
    Source,
    MessageMenu,
    PreviewPicture,
    PreviewPdf,
    PreviewZoomed,
    PreviewArchive,
    PreviewText,
    PreviewMail,
    PreviewWrapped,
    PreviewInner,
    PreviewNone,
    RiskAsked,
    LinkFocus,
    LinkMenu,
    WidePage,
    Conversation,
}
