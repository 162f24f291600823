//! Which charset octets are in that name none, or one that cannot be: what a browser would guess, where
//! there is enough to guess from; else windows-1252, which most such mail is in.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Encoding, ISO_8859_2, ISO_8859_4, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250,
    WINDOWS_1252, WINDOWS_1254, WINDOWS_1257, WINDOWS_1258,
};

/// Octets that are looked at, from a little before the first beyond ASCII.
const WINDOW: usize = 64 * 1024;
/// Letters that it takes to believe a guess: of another alphabet, of a Latin one, against a name.
const LETTERS: usize = 3;
const LATIN: usize = 5;
const AGAINST: usize = 8;

/// What is known of a charset before it is guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// Nothing, or something that it is not.
    No,
    /// A Western one, which any octets could be in.
    Western,
}

/// The charset of octets that are not UTF-8. `hint` is what the text says of itself.
pub(super) fn guess(bytes: &[u8], hint: Option<&str>, named: Named) -> &'static Encoding {
    let hint = hint.and_then(|hint| Encoding::for_label(hint.trim().as_bytes()));
    let named = match hint {
        Some(found) if found == WINDOWS_1252 => Named::Western,
        Some(found) if is_believed(found, bytes) => return found,
        _ => named,
    };
    let start = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or_default();
    let rest = bytes.get(start.saturating_sub(2)..).unwrap_or_default();
    let window = rest.get(..WINDOW).unwrap_or(rest);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(window, false);
    let guessed = detector.guess(None, Utf8Detection::Deny);
    if is_plausible(guessed, window, named) { guessed } else { WINDOWS_1252 }
}

/// Whether octets can be in the charset that their text names.
fn is_believed(hint: &'static Encoding, bytes: &[u8]) -> bool {
    let unlikely = [REPLACEMENT, UTF_8, UTF_16LE, UTF_16BE];
    !unlikely.contains(&hint) && !hint.decode_without_bom_handling(bytes).1
}

/// Letters of other alphabets stand beside each other; in text in Latin letters, those beyond ASCII
/// mostly stand alone.
fn is_plausible(guessed: &'static Encoding, window: &[u8], named: Named) -> bool {
    const LATINS: [&Encoding; 6] =
        [WINDOWS_1250, WINDOWS_1254, WINDOWS_1257, WINDOWS_1258, ISO_8859_2, ISO_8859_4];
    let (text, _) = guessed.decode_without_bom_handling(window);
    let (mut letters, mut beside, mut before) = (0, 0, false);
    for c in text.chars() {
        let is_letter = !c.is_ascii() && c.is_alphabetic();
        letters += usize::from(is_letter);
        beside += usize::from(is_letter && before);
        before = is_letter;
    }
    match named {
        _ if LATINS.contains(&guessed) => {
            named == Named::No && letters >= LATIN && beside * 2 < letters
        }
        Named::No => letters >= LETTERS && beside * 2 >= letters,
        Named::Western => letters >= AGAINST && beside * 3 >= letters * 2,
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{
        BIG5, EUC_JP, EUC_KR, GBK, IBM866, ISO_8859_5, ISO_8859_7, KOI8_R, KOI8_U, SHIFT_JIS,
        WINDOWS_874, WINDOWS_1251, WINDOWS_1253, WINDOWS_1255, WINDOWS_1256,
    };

    use super::*;
    use crate::mime::charset::decode;

    const RUSSIAN: &str = "Добрый день! Договор я подпишу завтра утром и пришлю вам копию.";
    const CHINESE: &str = "您好，会议改到星期三下午三点，请准时参加，谢谢。";
    const TAIWANESE: &str = "您好，會議改到星期三下午三點，請準時參加，謝謝。";
    const JAPANESE: &str = "お世話になっております。会議の資料を送りますので、ご確認ください。";

    fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
        let (bytes, _, failed) = encoding.encode(text);
        assert!(!failed, "{} cannot say {text}", encoding.name());
        bytes.into_owned()
    }

    #[test]
    fn sentences_of_other_alphabets_are_read_whatever_is_said_of_their_charset() {
        for (encoding, text) in [
            (WINDOWS_1251, RUSSIAN),
            (KOI8_R, RUSSIAN),
            (ISO_8859_5, RUSSIAN),
            (IBM866, RUSSIAN),
            (WINDOWS_1251, "Добър ден, изпращам ви офертата за новата къща."),
            (KOI8_U, "Доброго дня! Надсилаю вам угоду і чекаю на вашу відповідь."),
            (SHIFT_JIS, JAPANESE),
            (EUC_JP, JAPANESE),
            (GBK, CHINESE),
            (BIG5, TAIWANESE),
            (EUC_KR, "안녕하세요. 회의 자료를 보내 드리니 확인해 주시기 바랍니다."),
            (WINDOWS_1253, "Καλημέρα σας, σας στέλνω το συμβόλαιο για το σπίτι."),
            (ISO_8859_7, "Καλημέρα σας, σας στέλνω το συμβόλαιο για το σπίτι."),
            (WINDOWS_1255, "שלום רב, אני שולח לך את החוזה של הבית החדש."),
            (WINDOWS_1256, "السلام عليكم، أرسل لكم العقد الخاص بالبيت الجديد."),
            (WINDOWS_874, "สวัสดีครับ ผมส่งเอกสารการประชุมมาให้แล้ว กรุณาตรวจสอบ"),
        ] {
            let bytes = encoded(encoding, text);
            let mail = [b"Hello,\r\n", bytes.as_slice(), b"\r\n-- \r\nsent from afar\r\n"].concat();
            for label in [None, Some("us-ascii"), Some("utf-8"), Some("iso-8859-1"), Some("x-user")]
            {
                let read = decode(&mail, label);
                assert!(read.contains(text), "{} as {label:?}: {read}", encoding.name());
            }
        }
    }

    #[test]
    fn sentences_in_latin_letters_of_other_countries_are_read() {
        for (encoding, text) in [
            (WINDOWS_1250, "Dobrý den, zítra přijdu později, protože příliš žluťoučký kůň úpěl."),
            (
                ISO_8859_2,
                "Dzień dobry, proszę o przesłanie umowy, którą podpiszę później. Życzę miłego dnia, Łukasz",
            ),
            (
                WINDOWS_1254,
                "İyi günler, sözleşmeyi yarın sabah göndereceğim, lütfen kontrol ediniz. Teşekkürler, Ayşegül Işık",
            ),
        ] {
            let bytes = encoded(encoding, text);
            for label in [None, Some("us-ascii"), Some("utf-8")] {
                assert_eq!(decode(&bytes, label), text, "{} as {label:?}", encoding.name());
            }
        }
    }

    #[test]
    fn western_text_stays_western() {
        for text in [
            "café",
            "é",
            "é è ê à ç ù",
            "Grüße aus Köln, schöne Ostern! Die Straße ist naß.",
            "Olá, amanhã não estarei na reunião; até já, João",
            "Où est passée l’été? C’est très bien, à bientôt — Zoë",
            "Señor Núñez, ¿cómo está? Mañana envío el año en números.",
            "På ålandsk säger man så här: rødgrød med fløde",
            "50 € «guillemets» · • · • · ©®™ … “quoted”",
            "£1,000 ± 5 % (½ price) §§ 1–3",
            "\u{a0}\u{a0}\u{a0}\u{a0}table\u{a0}\u{a0}\u{a0}of\u{a0}\u{a0}blanks",
            "ATENÇÃO: A REUNIÃO DE AMANHÃ NÃO É À TARDE",
            "¡¡\n¡¡¡¡ Buy now ¡¡\n",
            "naïve ÆØÅ",
        ] {
            // A character that is cut at the end of UTF-8 is dropped: none is at the end.
            let text = format!("{text}.");
            let bytes = encoded(WINDOWS_1252, &text);
            for label in [None, Some("us-ascii"), Some("utf-8"), Some("iso-8859-1")] {
                assert_eq!(decode(&bytes, label), text, "{label:?}");
            }
        }
    }

    #[test]
    fn what_a_page_says_of_itself_counts_before_a_guess() {
        let bytes = encoded(WINDOWS_1251, "Да");
        assert_eq!(guess(&bytes, Some("windows-1251"), Named::No), WINDOWS_1251);
        assert_eq!(guess(&bytes, Some("utf-8"), Named::No), WINDOWS_1252);
        assert_eq!(guess(&bytes, Some("nonsense"), Named::No), WINDOWS_1252);
        let russian = encoded(WINDOWS_1251, RUSSIAN);
        assert_eq!(guess(&russian, Some("shift_jis"), Named::Western), WINDOWS_1251);
    }

    #[test]
    fn a_raw_subject_is_read_too() {
        for (encoding, text) in [
            (WINDOWS_1251, "Договор на новый дом"),
            (KOI8_R, "Письмо из мастерской"),
            (GBK, "关于书名的两个想法，请看附件"),
            (BIG5, "會議改到星期三下午三點"),
            (WINDOWS_1252, "Reunião de amanhã: orçamento"),
        ] {
            let header = [b"Subject: ", encoded(encoding, text).as_slice(), b"\r\n\r\n"].concat();
            assert_eq!(crate::mime::envelope(&header).subject, text, "{}", encoding.name());
        }
    }

    #[test]
    fn any_octets_are_taken() {
        let all: Vec<u8> = (0..=255).collect();
        for bytes in
            [&[][..], &[0x80], &[0xff; 3], &all, &[0xe9; 100_000], &[0x81, 0x40].repeat(50_000)]
        {
            guess(bytes, None, Named::No);
            guess(bytes, Some("big5"), Named::Western);
        }
    }
}
