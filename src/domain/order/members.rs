//! What an order has, and the bounds of each member.
//!
//! Source, where no other is named: the OpenAPI description of Klarna Payments (session, order_line, subscription,
//! product_identifiers). Where it is silent, nothing is checked: a doubt never decides against the sale. Names and
//! addresses are the customer's own: Klarna itself asks for them again, by name (`correction_required`).

use crate::domain::value::decimal;

/// JavaScript's largest safe integer; above it an amount is no longer exact.
pub const LARGEST: f64 = 9_007_199_254_740_991.0;
/// Klarna's largest price and line. (An older description has half of it; the doubt is the shop's.)
const LARGEST_PRICE: f64 = 200_000_000.0;

/// A member of an order line.
#[derive(Debug)]
pub struct Member {
    /// Its name, within the line.
    pub path: &'static str,
    /// What it has to be.
    pub kind: Kind,
    /// Whether the line is nothing without it.
    pub needed: Needed,
}

/// What a member has to be, and how it comes over the border: as one number, `NaN` where there is none.
#[derive(Debug)]
pub enum Kind {
    /// A whole number from the least to the most, or its digits. Over the border `∞` stands for another text, `−∞` for
    /// anything else.
    Figure(Unit, f64, f64),
    /// A text of so many characters. How many it has comes over the border.
    Text(f64, f64),
    /// One of these words, with `|` between. Its place among them comes over the border, −1 for another word.
    Word(&'static str),
    /// One of these words, or any other one. A rule that asks for a word has it here, with `|` between: what comes over the border is
    /// its place, −1 for all that are not named.
    OpenWord(&'static str),
    /// An object with members of its own. 1 comes over the border if it is there.
    Object,
}

/// What a figure counts. Decides how a shop is told to give it.
#[derive(Debug, Clone, Copy)]
pub enum Unit {
    /// Minor units of the currency.
    Amount,
    /// Pieces.
    Count,
    /// Hundredths of a per cent.
    Rate,
}

/// When a member has to be there.
#[derive(Debug, PartialEq, Eq)]
pub enum Needed {
    /// In every line.
    Always,
    /// In every subscription.
    InSubscription,
    /// Never.
    No,
}

use Kind::{Figure, Object, OpenWord, Text, Word};
use Needed::{Always, InSubscription, No};
use Unit::{Amount, Count, Rate};

const fn member(path: &'static str, kind: Kind, needed: Needed) -> Member {
    Member { path, kind, needed }
}

/// How many members of a line are read.
pub const WIDTH: usize = 19;

/// A line as it comes over the border: its members, in the order of [`LINE`].
pub type Line = [f64; WIDTH];

/// The members of a line. The first eight have rules of their own, in `line.rs`.
pub const LINE: [Member; WIDTH] = [
    member("quantity", Figure(Count, 0.0, LARGEST), Always),
    member("unit_price", Figure(Amount, -LARGEST, LARGEST_PRICE), Always),
    member("total_amount", Figure(Amount, -LARGEST, LARGEST_PRICE), Always),
    member("total_discount_amount", Figure(Amount, 0.0, LARGEST), No),
    member("total_tax_amount", Figure(Amount, -LARGEST, LARGEST), No),
    member("tax_rate", Figure(Rate, 0.0, 10_000.0), No),
    member("type", OpenWord("sales_tax"), No),
    member("subscription", Object, No),
    member("name", Text(1.0, 255.0), Always),
    member("reference", Text(0.0, 255.0), No),
    member("quantity_unit", Text(0.0, 8.0), No),
    member("merchant_data", Text(0.0, 1024.0), No),
    member("image_url", Text(0.0, 1024.0), No),
    member("product_url", Text(0.0, 1024.0), No),
    member("subscription.name", Text(1.0, 255.0), InSubscription),
    member("subscription.interval", Word("DAY|WEEK|MONTH|YEAR"), InSubscription),
    member("subscription.interval_count", Figure(Count, 1.0, LARGEST), InSubscription),
    member("product_identifiers", Object, No),
    member("product_identifiers.brand", Text(0.0, 70.0), No),
];

/// The form of a text outside the lines.
#[derive(Debug)]
pub enum Form {
    /// So many letters: a country (ISO 3166), a currency (ISO 4217).
    Letters(usize),
    /// Two letters, or pairs of letters with hyphens between.
    Locale,
    /// At most so many characters.
    Longest(usize),
    /// One of these words, with `|` between.
    OneOf(&'static str),
}

/// The texts outside the lines: the name, that of a member of it, the form. Empty they count as absent, as Klarna's own
/// plug-ins send what they do not have (klarna/sfcc-klarna-payments).
pub const TEXTS: [(&str, &str, Form); 13] = [
    ("purchase_country", "", Form::Letters(2)),
    ("purchase_currency", "", Form::Letters(3)),
    ("locale", "", Form::Locale),
    // The OpenAPI has the first three, docs.klarna.com ("Initiate a payment") all of them.
    ("intent", "", Form::OneOf("buy|tokenize|buy_and_tokenize|buy_and_default_tokenize|buy_and_link")),
    ("acquiring_channel", "", Form::OneOf("ECOMMERCE|IN_STORE|TELESALES")),
    ("customer", "type", Form::OneOf("person|organization")),
    ("merchant_reference1", "", Form::Longest(255)),
    ("merchant_reference2", "", Form::Longest(255)),
    ("merchant_data", "", Form::Longest(6000)),
    ("merchant_urls", "confirmation", Form::Longest(2000)),
    ("merchant_urls", "notification", Form::Longest(2000)),
    ("merchant_urls", "push", Form::Longest(2000)),
    ("merchant_urls", "authorization", Form::Longest(2000)),
];

/// The members outside the lines that have rules, with blanks between.
pub const HEAD: &str = "purchase_country purchase_currency locale intent acquiring_channel customer merchant_reference1 \
                        merchant_reference2 merchant_data merchant_urls attachment order_amount order_tax_amount";

/// The figures outside the lines.
pub const FIGURES: [&str; 2] = ["order_amount", "order_tax_amount"];

/// The members of a line in the words that `sys/json.js` reads: what comes over the border, and in which order.
pub fn described() -> String {
    let mut text = String::new();
    for Member { path, kind, .. } in &LINE {
        let most;
        let (sign, more) = match *kind {
            Figure(..) => ("#", ""),
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small constants")]
            Text(_, longest) => {
                most = decimal(longest as usize);
                ("$", most.as_str())
            }
            Object => ("{", ""),
            Word(words) | OpenWord(words) => ("=", words),
        };
        text.push_str(&[path, " ", sign, more, "\n"].concat());
    }
    text
}
