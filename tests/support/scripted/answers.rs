//! What each command does to the mail and what is answered. Honest; knows no trouble.

use super::gmail;
use super::talk::{Answer, Talk, View};
use super::text::{joined, plain, within};
use super::world::{Folder, Mail};

impl Talk {
    /// Carries out a command.
    pub(super) fn carry_out(
        &mut self,
        tag: &str,
        verb: &str,
        words: &[String],
        literal: Vec<u8>,
    ) -> Answer {
        let word = |at: usize| words.get(at).map_or("", String::as_str);
        let rest = |from: usize| words.get(from..).unwrap_or_default().join(" ");
        let mut answer = match verb {
            "CAPABILITY" => Answer::ok(vec![format!("* CAPABILITY {}", self.house.capability)]),
            // AUTHENTICATE with its response at once (RFC 4959): whoever comes is let in.
            "LOGIN" | "AUTHENTICATE" => {
                Answer::tagged(format!("OK [CAPABILITY {}] in", self.house.capability))
            }
            "ID" => Answer::ok(vec!["* ID NIL".to_owned()]),
            "ENABLE" => Answer::ok(vec!["* ENABLED".to_owned()]),
            "NOOP" | "CHECK" => Answer::ok(vec![]),
            "LOGOUT" => {
                let lines = vec!["* BYE see you".to_owned(), format!("{tag} OK")];
                return Answer { lines, tagged: String::new(), close: true };
            }
            "LIST" => self.list(&rest(3)),
            "CREATE" => self.create(&plain(word(1))),
            "STATUS" => self.status(&plain(word(1)), word(2)),
            "SELECT" => return self.select(&plain(word(1)), &rest(2)),
            "APPEND" => self.append(words, literal),
            _ if self.view.is_none() => Answer::tagged("BAD no mailbox is selected"),
            "FETCH" => return self.fetch(word(1), &rest(2), false),
            "UID FETCH" => self.fetch(word(2), &rest(3), true),
            "UID SEARCH" => self.search(tag, &rest(2)),
            "UID STORE" => self.store(word(2), word(3), &rest(4)),
            "UID COPY" | "UID MOVE" => self.transfer(verb, word(2), &plain(word(3))),
            "UID EXPUNGE" if self.offers("UIDPLUS") => self.expunge(word(2)),
            "EXPUNGE" => self.expunge("1:*"),
            _ => Answer::tagged("BAD what"),
        };
        // What others did is told with the answer (RFC 9051 section 7.5.1 lets UID commands).
        answer.lines.extend(self.news());
        answer
    }

    /// What changed in the open mailbox since the client was told last.
    pub(super) fn news(&mut self) -> Vec<String> {
        let Some(view) = &mut self.view else { return Vec::new() };
        let world = self.house.world.lock().unwrap();
        let Some(folder) = world.folders.get(&view.folder) else { return Vec::new() };
        let mut lines = Vec::new();
        for place in (0..view.uids.len()).rev() {
            if folder.mail(view.uids[place]).is_none() {
                view.uids.remove(place);
                lines.push(format!("* {} EXPUNGE", place + 1));
            }
        }
        let told = view.uids.len();
        let last = view.uids.last().copied().unwrap_or(0);
        view.uids.extend(folder.mails.iter().map(|mail| mail.uid).filter(|&uid| uid > last));
        if view.uids.len() > told {
            lines.push(format!("* {} EXISTS", view.uids.len()));
        }
        for (place, uid) in view.uids.iter().take(told).enumerate() {
            let Some(mail) = folder.mail(*uid) else { continue };
            if mail.modseq > view.modseq && !view.silent.contains(&mail.modseq) {
                let items = if view.condstore { "UID FLAGS MODSEQ" } else { "UID FLAGS" };
                lines.push(row(place + 1, mail, items));
            }
        }
        view.modseq = world.modseq;
        lines
    }

    fn list(&self, returns: &str) -> Answer {
        let world = self.house.world();
        let mut lines = Vec::new();
        for folder in world.folders.values() {
            let (attributes, name) = (folder.attributes, &folder.name);
            lines.push(format!("* LIST ({attributes}) \"{}\" \"{name}\"", self.house.delimiter));
            if let Some((_, items)) = returns.split_once("STATUS ")
                && !folder.is("\\Noselect")
            {
                lines.push(self.status_line(folder, items));
            }
        }
        Answer::ok(lines)
    }

    fn status_line(&self, folder: &Folder, items: &str) -> String {
        let unseen = folder.mails.iter().filter(|mail| !mail.flags.contains("\\Seen")).count();
        let mut told = Vec::new();
        for (name, number) in [
            ("MESSAGES", folder.mails.len() as u64),
            ("UNSEEN", unseen as u64),
            ("UIDNEXT", u64::from(folder.next)),
            ("UIDVALIDITY", u64::from(folder.validity)),
            ("HIGHESTMODSEQ", folder.high),
        ] {
            if items.split(['(', ')', ' ']).any(|item| item == name) {
                told.push(format!("{name} {number}"));
            }
        }
        format!("* STATUS \"{}\" ({})", folder.name, told.join(" "))
    }

    fn status(&self, name: &str, items: &str) -> Answer {
        match self.house.world().folders.get(name) {
            Some(folder) => Answer::ok(vec![self.status_line(folder, items)]),
            None => Answer::tagged("NO [NONEXISTENT] there is none"),
        }
    }

    fn create(&self, name: &str) -> Answer {
        let mut world = self.house.world();
        let folder = Folder::new(name, std::iter::empty());
        match world.folders.contains_key(name) {
            true => Answer::tagged("NO [ALREADYEXISTS] it is there"),
            false => {
                world.folders.insert(name.to_owned(), folder);
                Answer::ok(vec![])
            }
        }
    }

    fn select(&mut self, name: &str, parameters: &str) -> Answer {
        let condstore = parameters.contains("CONDSTORE");
        if condstore && !self.offers("CONDSTORE") {
            return Answer::tagged("BAD what");
        }
        self.view = None;
        let house = self.house.clone();
        let world = house.world();
        let Some(folder) = world.folders.get(name) else {
            return Answer::tagged("NO [NONEXISTENT] there is none");
        };
        let uids: Vec<u32> = folder.mails.iter().map(|mail| mail.uid).collect();
        let mut lines = vec![
            "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)".to_owned(),
            format!("* {} EXISTS", uids.len()),
            "* 0 RECENT".to_owned(),
            "* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*)] kept"
                .to_owned(),
            format!("* OK [UIDVALIDITY {}] valid", folder.validity),
            format!("* OK [UIDNEXT {}] next", folder.next),
        ];
        if self.offers("CONDSTORE") {
            lines.push(format!("* OK [HIGHESTMODSEQ {}] highest", folder.high));
        }
        let (folder, modseq, silent) = (name.to_owned(), world.modseq, Default::default());
        self.view = Some(View { folder, uids, modseq, condstore, silent });
        Answer { lines, tagged: "OK [READ-WRITE] open".to_owned(), close: false }
    }

    fn append(&self, words: &[String], literal: Vec<u8>) -> Answer {
        let name = words.get(1).map(|word| plain(word)).unwrap_or_default();
        let flags = words.get(2).map(|word| word.trim_matches(['(', ')']).to_owned());
        let mut world = self.house.world();
        world.modseq += 1;
        let (modseq, thing) = (world.modseq, 1_000_000 + world.modseq);
        let Some(folder) = world.folders.get_mut(&name) else {
            return Answer::tagged("NO [TRYCREATE] there is none");
        };
        let flags = flags.unwrap_or_default();
        let flags = flags.split_whitespace().map(str::to_owned).collect();
        let uid = folder.add(literal.into(), flags, modseq, thing);
        let told = format!("OK [APPENDUID {} {uid}] done", folder.validity);
        drop(world);
        self.house.announce();
        Answer::tagged(if self.offers("UIDPLUS") { told } else { "OK done".to_owned() })
    }

    fn fetch(&self, set: &str, items: &str, by_uid: bool) -> Answer {
        let Some(view) = &self.view else { return Answer::default() };
        let world = self.house.world();
        let Some(folder) = world.folders.get(&view.folder) else { return Answer::ok(vec![]) };
        let top = match by_uid {
            true => view.uids.last().copied().unwrap_or(0),
            false => view.uids.len() as u32,
        };
        let since = items
            .split_once("CHANGEDSINCE ")
            .map_or(0, |(_, since)| since.trim_end_matches(')').parse().unwrap_or(0));
        let mut lines = Vec::new();
        for (place, &uid) in view.uids.iter().enumerate() {
            let number = if by_uid { uid } else { place as u32 + 1 };
            let Some(mail) = folder.mail(uid).filter(|mail| mail.modseq > since) else { continue };
            if within(set, number, top) {
                let more = if since > 0 { " MODSEQ" } else { "" };
                let mut row = row(place + 1, mail, &format!("{items}{more}"));
                if self.house.labels && items.contains("X-GM-LABELS") {
                    let labels = gmail::labels(&world, &view.folder, mail.thing);
                    row = row.replacen("FETCH (", &format!("FETCH ({labels} "), 1);
                }
                lines.push(row);
            }
        }
        Answer::ok(lines)
    }

    fn search(&mut self, tag: &str, what: &str) -> Answer {
        let mut lines = self.news();
        let Some(view) = &self.view else { return Answer::default() };
        let world = self.house.world();
        let Some(folder) = world.folders.get(&view.folder) else { return Answer::ok(lines) };
        let wanted = |mail: &&Mail| !what.ends_with("DELETED") || mail.is_deleted();
        let uids: Vec<u32> = folder.mails.iter().filter(wanted).map(|mail| mail.uid).collect();
        if what.starts_with("RETURN") {
            if !self.offers("ESEARCH") {
                return Answer::tagged("BAD what");
            }
            let all =
                if uids.is_empty() { String::new() } else { format!(" ALL {}", joined(uids)) };
            lines.push(format!("* ESEARCH (TAG \"{tag}\") UID{all}"));
        } else {
            let uids: Vec<String> = uids.iter().map(u32::to_string).collect();
            lines.push(format!("* SEARCH {}", uids.join(" ")).trim_end().to_owned());
        }
        Answer::ok(lines)
    }

    /// The UIDs of a set that are in the open mailbox.
    fn named(&self, set: &str) -> (String, Vec<u32>) {
        let Some(view) = &self.view else { return Default::default() };
        let top = view.uids.last().copied().unwrap_or(0);
        let world = self.house.world();
        let mails = world.folders.get(&view.folder).into_iter().flat_map(|folder| &folder.mails);
        let uids = mails.map(|mail| mail.uid).filter(|&uid| within(set, uid, top)).collect();
        (view.folder.clone(), uids)
    }

    fn store(&mut self, set: &str, how: &str, flags: &str) -> Answer {
        let (folder, uids) = self.named(set);
        if how.ends_with("X-GM-LABELS") {
            let name = flags.trim_matches(['(', ')']);
            let add = how.starts_with('+');
            if !gmail::relabel(&mut self.house.world(), &folder, &uids, add, name) {
                return Answer::tagged("NO there is no such label");
            }
            self.house.announce();
            return Answer::ok(vec![]);
        }
        let flags: Vec<&str> = flags.trim_matches(['(', ')']).split(' ').collect();
        let mut world = self.house.world.lock().unwrap();
        match self.house.labels {
            true => gmail::store(&mut world, &folder, &uids, how.starts_with('+'), &flags),
            false => world.store(&folder, &uids, how.starts_with('+'), &flags),
        }
        if let (true, Some(view)) = (how.contains("SILENT"), &mut self.view) {
            view.silent.insert(world.modseq);
        }
        drop(world);
        self.house.announce();
        Answer::ok(vec![])
    }

    fn transfer(&mut self, verb: &str, set: &str, to: &str) -> Answer {
        let moves = verb == "UID MOVE";
        if moves && !self.offers("MOVE") {
            return Answer::tagged("BAD what");
        }
        let (from, uids) = self.named(set);
        let mut world = self.house.world();
        let Some(validity) = world.folders.get(to).map(|folder| folder.validity) else {
            return Answer::tagged("NO [TRYCREATE] there is none");
        };
        let pairs = match self.house.labels {
            true => gmail::copy(&mut world, &from, &uids, to),
            false => world.copy(&from, &uids, to),
        };
        if moves && from != to {
            world.remove(&from, &uids);
        }
        drop(world);
        self.house.announce();
        let told = format!(
            "[COPYUID {validity} {} {}] ",
            joined(pairs.iter().map(|pair| pair.0)),
            joined(pairs.iter().map(|pair| pair.1))
        );
        let told = if self.offers("UIDPLUS") && !pairs.is_empty() { told } else { String::new() };
        match moves {
            true => {
                let mut lines = vec![format!("* OK {told}moving")];
                lines.extend(self.news());
                Answer::ok(lines)
            }
            false => Answer::tagged(format!("OK {told}done")),
        }
    }

    fn expunge(&mut self, set: &str) -> Answer {
        let (folder, mut uids) = self.named(set);
        let mut world = self.house.world();
        let mails = &world.folder(&folder).mails;
        uids.retain(|uid| mails.iter().any(|mail| mail.uid == *uid && mail.is_deleted()));
        world.remove(&folder, &uids);
        drop(world);
        self.house.announce();
        Answer::ok(self.news())
    }
}

/// One FETCH response.
fn row(sequence: usize, mail: &Mail, items: &str) -> String {
    let mut told = vec![format!("UID {}", mail.uid)];
    if items.contains("FLAGS") {
        let flags: Vec<&str> = mail.flags.iter().map(String::as_str).collect();
        told.push(format!("FLAGS ({})", flags.join(" ")));
    }
    if items.contains("MODSEQ") {
        told.push(format!("MODSEQ ({})", mail.modseq));
    }
    if items.contains("X-GM-MSGID") {
        told.push(format!("X-GM-MSGID {}", 1_278_455_344_230_334_865 + mail.thing));
    }
    if items.contains("INTERNALDATE") {
        let (hour, minute) = (mail.thing / 60 % 24, mail.thing % 60);
        told.push(format!("INTERNALDATE \"14-Nov-2023 {hour:02}:{minute:02}:20 +0000\""));
    }
    if items.contains("RFC822.SIZE") {
        told.push(format!("RFC822.SIZE {}", mail.raw.len()));
    }
    if items.contains("BODYSTRUCTURE") {
        let size = mail.raw.len() - mail.body_at();
        told.push(format!(
            "BODYSTRUCTURE (\"TEXT\" \"PLAIN\" (\"CHARSET\" \"UTF-8\") NIL NIL \"7BIT\" {size} 1)"
        ));
    }
    if let Some((_, asked)) = items.split_once("BODY.PEEK[") {
        told.push(section(mail, asked));
    }
    format!("* {sequence} FETCH ({})", told.join(" "))
}

/// `BODY[name]<origin> {n}` and its octets; `asked` begins after the bracket.
fn section(mail: &Mail, asked: &str) -> String {
    let (name, rest) = asked.split_once(']').unwrap_or((asked, ""));
    let raw = String::from_utf8_lossy(&mail.raw);
    let (header, body) = raw.split_at(mail.body_at());
    let whole = match name.strip_prefix("HEADER.FIELDS ") {
        Some(fields) => {
            let named = |line: &&str| {
                let field = line.split(':').next().unwrap_or_default().to_uppercase();
                fields.split(['(', ')', ' ']).any(|wanted| wanted == field)
            };
            let lines = header.lines().filter(|line| !line.is_empty()).filter(named);
            lines.map(|line| format!("{line}\r\n")).collect::<String>() + "\r\n"
        }
        None if name.is_empty() => raw.to_string(),
        None => body.to_owned(),
    };
    let Some(piece) = rest.strip_prefix('<').and_then(|rest| rest.split_once('>')) else {
        return format!("BODY[{name}] {{{}}}\r\n{whole}", whole.len());
    };
    let (from, length) = piece.0.split_once('.').unwrap_or((piece.0, "0"));
    let (from, length): (usize, usize) = (from.parse().unwrap_or(0), length.parse().unwrap_or(0));
    let from = from.min(whole.len());
    let part = &whole[from..(from + length).min(whole.len())];
    format!("BODY[{name}]<{from}> {{{}}}\r\n{part}", part.len())
}
