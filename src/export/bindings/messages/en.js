/** @type {import("../checkout.js").Messages} */
export default {
  unavailable: "Klarna is not available for this purchase. Please choose another payment method.",
  correction_required: "Please check your details and try again.",
  dismissed: "Nothing has been paid. You can try again.",
  declined: "Klarna did not approve this purchase. Please choose another payment method.",
  failed: "Something went wrong. Please try again or choose another payment method.",
  undelivered: "Your order is not confirmed yet. Please try again: you will not pay twice.",
  pending: "Your payment is being processed.",
  approved: "Your purchase is approved.",
};
