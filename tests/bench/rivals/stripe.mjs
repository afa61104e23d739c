// Only what a shop's page needs; the bench serves it as a bundler makes it.
export { loadStripe } from "@stripe/stripe-js/pure";
