//! Stands before the parser's tree builder and leaves out the beginnings of elements that lie too
//! deep: with each of them the builder looks through all that are open, so that a hundred thousand
//! nested ones would take it hours. Their texts are kept.

use html5ever::tokenizer::{TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::TreeBuilder;

use super::Id;
use super::sink::Sink;

/// Elements in elements; far more than is shown.
const MAX_DEPTH: u32 = 800;

/// Elements that the builder does not keep open, or whose inside is no mark-up.
const KEPT: [&str; 22] = [
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "iframe",
    "img",
    "input",
    "link",
    "meta",
    "noembed",
    "noframes",
    "param",
    "plaintext",
    "script",
    "source",
    "style",
    "textarea",
    "title",
    "track",
    "xmp",
];

/// See the module.
pub struct Shallow {
    pub builder: TreeBuilder<Id, Sink>,
}

impl TokenSink for Shallow {
    type Handle = Id;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Id> {
        if let Token::TagToken(tag) = &token
            && tag.kind == TagKind::StartTag
            && self.builder.sink.depth() > MAX_DEPTH
            && !KEPT.contains(&tag.name.as_ref())
        {
            self.builder.sink.cut();
            return TokenSinkResult::Continue;
        }
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}
