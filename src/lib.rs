//! Klarna Payments (v1) and Klarna Web SDK (v2) for any web checkout.
