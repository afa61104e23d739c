//! The numbers by which a page tells things apart: none stands for one of another kind.

/// An instance of Klarna's SDK, which objects may share.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InstanceId(pub u32);

/// A click on a button, among those of its object.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClickNumber(pub u32);

/// When a click was, in the order of all clicks of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn(pub u32);

/// A question how Klarna wants to be shown, in the order of all questions of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct QuestionNumber(pub u32);

/// A presentation, in the order in which they were first asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PresentationId(pub u32);
