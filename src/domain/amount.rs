//! Amounts: whole numbers in minor units of the currency (cents, öre).

/// What price × 100 in JavaScript may be away from the whole number that was meant (19.99 × 100 is
/// 1998.9999999999998). Source: ours; Klarna's APIs take integers alone.
const NOISE: f64 = 1e-6;

/// How a shop is told to give one.
pub const ADVICE: &str = "amounts are whole minor units: round, for example Math.round(price * 100)";

/// The whole number that a number is, but for that noise.
pub fn whole(number: f64) -> Option<f64> {
    // Adding 0 makes 0 of −0.
    let whole = number.round() + 0.0;
    ((number - whole).abs() <= NOISE).then_some(whole)
}
