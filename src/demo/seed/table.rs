//! The files of the seeded mail, and what is new mail later.

use super::Mail;

macro_rules! file {
    ($path:literal) => {
        include_bytes!(concat!("../../../resources/demo/", $path))
    };
}

/// Mailbox, flags (see `Mail`), file.
macro_rules! mails {
    ($(($mailbox:literal, $flags:literal, $path:literal),)*) => {
        &[$(Mail { mailbox: $mailbox, flags: $flags, bytes: file!($path) },)*]
    };
}

#[rustfmt::skip]
pub const MAILS: &[Mail] = mails![
    ("INBOX", "", "inbox/01-welcome.eml"),
    ("INBOX", "", "inbox/02-escada-re3.eml"),
    ("INBOX", "f", "inbox/03-shortlist.eml"),
    ("INBOX", "", "inbox/04-almoco.eml"),
    ("INBOX", "", "inbox/05-wind-loads.eml"),
    ("INBOX", "", "inbox/06-washi.eml"),
    ("INBOX", "sa", "inbox/07-relecture.eml"),
    ("INBOX", "s", "inbox/08-sauerteig.eml"),
    ("INBOX", "s", "inbox/09-list-starter.eml"),
    ("INBOX", "", "inbox/10-arabic.eml"),
    ("INBOX", "s", "inbox/11-hebrew.eml"),
    ("INBOX", "", "inbox/12-delivery-report.eml"),
    ("INBOX", "", "inbox/13-hindi.eml"),
    ("INBOX", "s", "inbox/14-russian.eml"),
    ("INBOX", "", "inbox/15-greek.eml"),
    ("INBOX", "", "inbox/16-chinese.eml"),
    ("INBOX", "s", "inbox/17-korean.eml"),
    ("INBOX", "sf", "inbox/18-bicicleta.eml"),
    ("INBOX", "sa", "inbox/19-visita.eml"),
    ("INBOX", "s", "inbox/20-patch.eml"),
    ("INBOX", "", "inbox/21-pilar.eml"),
    ("INBOX", "sf", "inbox/22-orcamento.eml"),
    ("INBOX", "sa", "inbox/23-long-subject.eml"),
    ("INBOX", "s", "inbox/24-sem-assunto.eml"),
    ("INBOX", "s", "inbox/25-sem-texto.eml"),
    ("INBOX", "s", "inbox/26-one-line.eml"),
    ("INBOX", "s", "inbox/27-plans-zip.eml"),
    ("INBOX", "s", "inbox/28-fwd-devis.eml"),
    ("INBOX", "s", "inbox/29-saudade.eml"),
    ("INBOX", "sa", "inbox/30-reading-circle.eml"),
    ("INBOX", "s", "inbox/31-papelaria.eml"),
    ("INBOX", "s", "inbox/32-aniversario.eml"),
    ("INBOX", "s", "inbox/33-condominio.eml"),
    ("INBOX", "s", "inbox/40-handrail.eml"),
    ("Sent", "s", "sent/01-escada-3.eml"),
    ("Sent", "s", "sent/02-relecture-re.eml"),
    ("Sent", "s", "sent/03-bookshelf-re.eml"),
    ("Sent", "s", "sent/04-corrimao.eml"),
    ("Sent", "s", "sent/05-bread-photo.eml"),
    ("Sent", "s", "sent/06-circle.eml"),
    ("Drafts", "sd", "drafts/01-hannah.eml"),
    ("Drafts", "sd", "drafts/02-amarelo.eml"),
    ("Projects/Casa Azul", "s", "casa-azul/01-escada-1.eml"),
    ("Projects/Casa Azul", "s", "casa-azul/02-escada-2.eml"),
    ("Projects/Casa Azul", "s", "casa-azul/03-cores.eml"),
    ("Projects/Casa Azul", "s", "casa-azul/04-areas.eml"),
    ("Projects/Harbour Library", "s", "harbour-library/01-registration.eml"),
    ("Projects/Harbour Library", "s", "harbour-library/02-salt.eml"),
    ("Projects/Harbour Library", "s", "harbour-library/03-slipway.eml"),
    ("Projects/Harbour Library", "sf", "harbour-library/04-slipway-re.eml"),
    ("Projects/Harbour Library", "s", "harbour-library/05-signed.eml"),
    ("Family", "sf", "family/01-jabuticaba.eml"),
    ("Family", "s", "family/02-nina-carta.eml"),
    ("Family", "s", "family/03-ferias.eml"),
    ("Receipts", "s", "receipts/01-trem.eml"),
    ("Receipts", "s", "receipts/02-flour.eml"),
    ("Receipts", "s", "receipts/03-books.eml"),
    ("INBOX", "", "inbox/34-crumb-212.eml"),
    ("INBOX", "s", "inbox/35-brass.eml"),
    ("INBOX", "", "inbox/36-pilar-urgente.eml"),
    ("Newsletters", "s", "newsletters/01-crumb-211.eml"),
    ("Newsletters", "s", "newsletters/02-crumb-210.eml"),
    ("Newsletters", "s", "newsletters/03-stairs.eml"),
    ("Archive", "s", "archive/01-keys.eml"),
    ("Archive", "s", "archive/02-contract.eml"),
    ("Archive", "sw", "archive/03-lamp.eml"),
    ("Archive", "s", "archive/04-umzug.eml"),
    ("Junk", "", "junk/01-prince.eml"),
    ("Junk", "s", "junk/02-seo.eml"),
    ("Trash", "s", "trash/01-parking.eml"),
    ("Caf&AOk- &- Ch&AOE-", "s", "cafe-cha/01-torra.eml"),
    ("Caf&AOk- &- Ch&AOE-", "", "cafe-cha/02-cha.eml"),
    ("&ZeVnLA-", "s", "nihon/01-kyoto.eml"),
    ("&ZeVnLA-", "s", "nihon/02-carpenter.eml"),
];

/// In the order of their coming.
pub const ARRIVALS: [&[u8]; 12] = [
    file!("arrivals/01-corte.eml"),
    file!("arrivals/02-boots.eml"),
    file!("arrivals/03-mae-potes.eml"),
    file!("arrivals/04-dark.eml"),
    file!("arrivals/05-pilar-ocre.eml"),
    file!("arrivals/06-rods.eml"),
    file!("arrivals/07-claire-train.eml"),
    file!("arrivals/08-nina.eml"),
    file!("arrivals/09-misaki-sent.eml"),
    file!("arrivals/10-soup.eml"),
    file!("arrivals/11-layla-coffee.eml"),
    file!("arrivals/12-frogs.eml"),
];
