//! What an order has, and the bounds of each member.
//!
//! Source, where no other is named: the OpenAPI description of Klarna Payments (session, order_line, subscription,
//! product_identifiers). Where it is silent, nothing is checked: a doubt never decides against the sale. Names and
//! addresses are the customer's own: Klarna itself asks for them again, by name (`correction_required`).

/// JavaScript's largest safe integer; above it an amount is no longer exact.
pub const LARGEST: f64 = 9_007_199_254_740_991.0;
/// Klarna's largest price and line. (An older description has half of it; the doubt is the shop's.)
const LARGEST_PRICE: f64 = 200_000_000.0;

/// A member of an order line, and its rule.
#[derive(Debug)]
pub struct Member {
    /// Its name, within the line.
    pub path: &'static str,
    /// What it has to be.
    pub kind: Kind,
    /// Whether the line is nothing without it.
    pub needed: Needed,
}

/// What a member has to be.
#[derive(Debug)]
pub enum Kind {
    /// A whole number from the least to the most, or its digits.
    Figure(Unit, f64, f64),
    /// A text of so many characters, from the least to the most.
    Text(f64, f64),
    /// One of these words, with `|` between.
    Word(&'static str),
    /// Any word. A rule asks for these, with `|` between.
    OpenWord(&'static str),
    /// An object with members of its own.
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

/// What stands in the place of a member.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub enum Given {
    /// Nothing.
    #[default]
    Absent,
    /// A figure: a number.
    Number(f64),
    /// A figure: the digits of a whole number, as text. No source says that Klarna refuses that.
    Digits(f64),
    /// Another text, in the place of a figure.
    NoDigits,
    /// A text of so many characters.
    Text(f64),
    /// One of the words that are asked for.
    Listed,
    /// An object.
    Object,
    /// Something else.
    Other,
}

impl Given {
    /// The number that it is, if it is one and no text.
    pub fn number(self) -> Option<f64> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }
}

/// How many members of a line there are rules for.
pub const MEMBERS: usize = 19;

/// An order line, as far as there are rules for it.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "the names are Klarna's")]
pub struct Line {
    pub quantity: Given,
    pub unit_price: Given,
    pub total_amount: Given,
    pub total_discount_amount: Given,
    pub total_tax_amount: Given,
    pub tax_rate: Given,
    /// `type`. What is asked for is `sales_tax`.
    pub kind: Given,
    pub subscription: Given,
    pub name: Given,
    pub reference: Given,
    pub quantity_unit: Given,
    pub merchant_data: Given,
    pub image_url: Given,
    pub product_url: Given,
    pub subscription_name: Given,
    pub subscription_interval: Given,
    pub subscription_interval_count: Given,
    pub product_identifiers: Given,
    pub product_identifiers_brand: Given,
}

impl Line {
    /// Every member with its rule, in the order in which it is told what is wrong.
    #[inline(never)]
    pub fn members(&mut self) -> [(&'static Member, &mut Given); MEMBERS] {
        // As a macro, since each rule has to be a constant.
        macro_rules! rule {
            ($path:literal, $kind:expr, $needed:expr) => {
                const { &Member { path: $path, kind: $kind, needed: $needed } }
            };
        }
        [
            (rule!("quantity", Figure(Count, 0.0, LARGEST), Always), &mut self.quantity),
            (rule!("unit_price", Figure(Amount, -LARGEST, LARGEST_PRICE), Always), &mut self.unit_price),
            (rule!("total_amount", Figure(Amount, -LARGEST, LARGEST_PRICE), Always), &mut self.total_amount),
            (rule!("total_discount_amount", Figure(Amount, 0.0, LARGEST), No), &mut self.total_discount_amount),
            (rule!("total_tax_amount", Figure(Amount, -LARGEST, LARGEST), No), &mut self.total_tax_amount),
            (rule!("tax_rate", Figure(Rate, 0.0, 10_000.0), No), &mut self.tax_rate),
            (rule!("type", OpenWord("sales_tax"), No), &mut self.kind),
            (rule!("subscription", Object, No), &mut self.subscription),
            (rule!("name", Text(1.0, 255.0), Always), &mut self.name),
            (rule!("reference", Text(0.0, 255.0), No), &mut self.reference),
            (rule!("quantity_unit", Text(0.0, 8.0), No), &mut self.quantity_unit),
            (rule!("merchant_data", Text(0.0, 1024.0), No), &mut self.merchant_data),
            (rule!("image_url", Text(0.0, 1024.0), No), &mut self.image_url),
            (rule!("product_url", Text(0.0, 1024.0), No), &mut self.product_url),
            (rule!("subscription.name", Text(1.0, 255.0), InSubscription), &mut self.subscription_name),
            (
                rule!("subscription.interval", Word("DAY|WEEK|MONTH|YEAR"), InSubscription),
                &mut self.subscription_interval,
            ),
            (
                rule!("subscription.interval_count", Figure(Count, 1.0, LARGEST), InSubscription),
                &mut self.subscription_interval_count,
            ),
            (rule!("product_identifiers", Object, No), &mut self.product_identifiers),
            (rule!("product_identifiers.brand", Text(0.0, 70.0), No), &mut self.product_identifiers_brand),
        ]
    }
}

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

/// The members outside the lines that are looked for, one a row: those that have rules, and the lines.
pub const HEAD: &str = "purchase_country\npurchase_currency\nlocale\nintent\nacquiring_channel\ncustomer\n\
                        merchant_reference1\nmerchant_reference2\nmerchant_data\nmerchant_urls\nattachment\n\
                        order_amount\norder_tax_amount\norder_lines\n";

/// The figures outside the lines.
pub const FIGURES: [&str; 2] = ["order_amount", "order_tax_amount"];

/// The shop is told if JSON leaves out a member that is looked for and has this in its name, as `order_amount`: a class may
/// well have a `name` or a `customer` that is meant for no order.
pub const MISSED: &str = "_";
