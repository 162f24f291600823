//! Long quotes that are folded: which paragraphs are left out, and the words that stand for them.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use super::Prose;
use crate::render::drawn::{Stop, Stretch};
use crate::render::{Fold, Kind, Link, Paragraph, xray};

type Label<'a> = Box<dyn Fn(u32, bool) -> String + 'a>;

/// How the folds of a page are shown.
pub struct Folding<'a, Message> {
    open: &'a BTreeSet<usize>,
    label: Label<'a>,
    on_fold: Box<dyn Fn(usize) -> Message + 'a>,
}

impl<'a, Message> Prose<'a, Message> {
    /// Folds long quotes, except those in `open`. `label` are the words that stand for so many
    /// lines, to be clicked, and for folding them again where they are open; `on_fold` is told the
    /// number of the fold. Without this, everything is shown.
    pub fn folding(
        mut self,
        open: &'a BTreeSet<usize>,
        label: impl Fn(u32, bool) -> String + 'a,
        on_fold: impl Fn(usize) -> Message + 'a,
    ) -> Self {
        let (label, on_fold) = (Box::new(label), Box::new(on_fold));
        self.folding = Some(Folding { open, label, on_fold });
        self
    }

    /// The folds that are open; all where nothing is folded.
    pub(super) fn is_open(&self, fold: usize) -> bool {
        self.folding.as_ref().is_none_or(|folding| folding.open.contains(&fold))
    }

    /// The folds that are open, to be compared with those of another view.
    pub(super) fn open_folds(&self) -> Option<&'a BTreeSet<usize>> {
        self.folding.as_ref().map(|folding| folding.open)
    }

    /// The words of a paragraph as they are shown.
    pub(super) fn words(&self, index: usize, paragraph: &'a Paragraph) -> Cow<'a, str> {
        if paragraph.kind != Kind::Fold {
            return Cow::Borrowed(&paragraph.text);
        }
        let label = self.folding.as_ref().zip(self.fold_at(index));
        let label = label.map(|(folding, (number, fold))| {
            (folding.label)(fold.lines, folding.open.contains(&number))
        });
        Cow::Owned(label.unwrap_or_default())
    }

    /// The fold for which this paragraph stands.
    pub(super) fn fold_at(&self, index: usize) -> Option<(usize, &'a Fold)> {
        let folds = &self.page.folds;
        let number = folds.binary_search_by_key(&index, |fold| fold.at).ok()?;
        Some((number, folds.get(number)?))
    }

    /// What a click on this paragraph says, if it stands for a fold.
    pub(super) fn fold_message(&self, index: usize) -> Option<Message> {
        let (number, _) = self.fold_at(index)?;
        self.folding.as_ref().map(|folding| (folding.on_fold)(number))
    }

    /// The end of the folded quote that a paragraph lies in.
    fn folded_to(&self, index: usize) -> Option<usize> {
        let after = self.page.folds.partition_point(|fold| fold.at < index);
        let number = after.checked_sub(1)?;
        let fold = self.page.folds.get(number).filter(|fold| index < fold.to)?;
        (!self.is_open(number)).then_some(fold.to)
    }

    pub(super) fn is_folded(&self, index: usize) -> bool {
        self.folded_to(index).is_some()
    }

    /// Those of these paragraphs that are not folded. Long quotes are stepped over at once.
    pub(super) fn shown(&self, range: Range<usize>) -> impl Iterator<Item = usize> {
        let next = |index: usize| self.folded_to(index).unwrap_or(index);
        let first = next(range.start);
        std::iter::successors(Some(first), move |index| Some(next(index + 1)))
            .take_while(move |index| *index < range.end)
    }

    /// The words of a selection, without what is folded.
    pub(super) fn copied(&self, selected: Stretch) -> String {
        self.page.text(selected, |index| !self.is_folded(index))
    }

    /// Which links of a paragraph are to be marked.
    pub(super) fn marked(&self, paragraph: &Paragraph) -> Vec<bool> {
        let marked = |link: &Link| {
            let text = paragraph.text.get(link.from..link.to).unwrap_or_default();
            self.marks.as_ref().is_some_and(|marks| marks(text, &link.target))
        };
        paragraph.links.iter().map(marked).collect()
    }

    /// A link with the words that it stands under.
    pub(super) fn link(&self, stop: Stop) -> Option<xray::Link> {
        self.page.link(stop)
    }
}
