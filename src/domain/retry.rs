//! When to try again: exponential back-off with full jitter, shared by loading, delivery and polling.

/// Waits that grow. With full jitter, clients that failed together do not come back together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Backoff {
    /// The longest wait before the first retry, in milliseconds.
    pub base_ms: f64,
    /// The longest wait before any retry, in milliseconds.
    pub cap_ms: f64,
}

impl Backoff {
    /// The wait before retry number `retry` (1 is the first), in milliseconds.
    ///
    /// `random` is uniform in 0..1. A broken source of randomness counts as 0.5, never as no wait at all.
    pub fn wait_ms(self, retry: u32, random: f64) -> f64 {
        let doubled = 1_u32 << retry.saturating_sub(1).min(30);
        let ceiling = (self.base_ms * f64::from(doubled)).min(self.cap_ms);
        let random = if (0.0..1.0).contains(&random) { random } else { 0.5 };
        ceiling * random
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_wait_is_never_negative_and_never_above_the_cap(retry in any::<u32>(), random in any::<f64>()) {
            let wait = Backoff { base_ms: 300.0, cap_ms: 10_000.0 }.wait_ms(retry, random);
            prop_assert!((0.0..=10_000.0).contains(&wait));
        }
    }

    #[test]
    fn the_ceiling_doubles_until_the_cap() {
        let backoff = Backoff { base_ms: 100.0, cap_ms: 350.0 };
        let ceilings: Vec<f64> = (1..=4).map(|retry| backoff.wait_ms(retry, 0.5) * 2.0).collect();
        assert_eq!(ceilings, [100.0, 200.0, 350.0, 350.0]);
    }
}
