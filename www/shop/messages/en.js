/**
 * Every word that the shop says, in English. A further language is one more file with the same keys, named in
 * `languages.js`. `{name}` stands for a value.
 *
 * Keys that begin with `outcome.` come in pairs: a title, and a text that says what the customer can do now.
 *
 * @type {Record<string, string>}
 */
export const messages = {
  "shop.description": "Things for tea, made slowly. A demo shop that takes payments with Klarna.",
  "shop.skip": "Skip to the content",
  "shop.navigation": "Checkouts",
  "shop.colophon":
    "Moss & Ember is made up: nothing is sold or sent. The shop shows klarna-payments-wasm at work and is not affiliated with Klarna.",

  "nav.shop": "Shop",
  "nav.steps": "Step by step",
  "nav.button": "Klarna button",
  "nav.subscription": "Subscription",

  "title.cart": "Things for tea",
  "title.payment": "Delivery and payment",
  "title.review": "Review your order",
  "title.confirmation": "Thank you",
  "title.pay": "Pay with one button",
  "title.pay-return": "Back from Klarna",
  "title.subscription": "Tea of the month",

  "steps.label": "Steps of the checkout",
  "steps.cart": "Basket",
  "steps.payment": "Payment",
  "steps.review": "Review",

  "cart.heading": "Things for tea, made slowly",
  "cart.lead": "Stoneware from small kilns and leaves from small gardens.",
  "cart.catalogue": "In the shop",
  "cart.basket": "Your basket",
  "cart.empty": "Your basket is empty. Choose something you like.",
  "cart.add": "Add to basket",
  "cart.addNamed": "Add {name} to the basket",
  "cart.added": "{name} is in the basket.",
  "cart.subscribe": "Subscribe",
  "cart.perMonth": "{price} a month",
  "cart.quantity": "Quantity of {name}",
  "cart.more": "One more {name}",
  "cart.fewer": "One {name} fewer",
  "cart.toPayment": "Go to payment",
  "cart.toButton": "Pay with the Klarna button",

  "summary.heading": "Your order",
  "summary.total": "Total",
  "summary.tax": "of which tax {amount}",

  "customer.heading": "Who is it for?",
  "customer.email": "E-mail",
  "customer.given_name": "First name",
  "customer.family_name": "Last name",
  "customer.street_address": "Street and number",
  "customer.postal_code": "Postcode",
  "customer.city": "Town",
  "customer.phone": "Phone (optional)",
  "customer.missing": "Please fill this in.",
  "customer.wrong": "Please check this.",
  "customer.rejected": "Klarna cannot use this. Please check it.",

  "payment.heading": "Delivery and payment",
  "payment.method": "How would you like to pay?",
  "payment.klarnaNote": "Now, in 30 days, or in parts",
  "payment.transfer": "Bank transfer in advance",
  "payment.transferNote": "We send the parcel when the money has arrived",
  "payment.continue": "Continue to review",

  "review.heading": "Review your order",
  "review.delivery": "Delivery to",
  "review.change": "Change address or payment",
  "review.method": "Payment",
  "review.method.klarna": "Klarna, to be confirmed with Buy",
  "review.method.transfer": "Bank transfer in advance",
  "review.buy": "Buy",
  "review.fineprint":
    "With Buy you place a binding order. In this demo it is an order for nothing.",

  "confirmation.heading": "Thank you",
  "confirmation.wait": "Looking up your order …",
  "confirmation.done": "Your order is placed. A message is on its way to {email}.",
  "confirmation.doneAnonymous": "Your order is placed.",
  "confirmation.pending":
    "We have your order, and Klarna is still looking at it. We write to {email} as soon as it is settled; you need not do anything.",
  "confirmation.number": "Order number",
  "confirmation.total": "Total",
  "confirmation.back": "Back to the shop",

  "busy.loading": "Getting ready …",
  "busy.authorizing": "Klarna is open. Go on there …",
  "busy.finalizing": "Placing your order …",
  "busy.delivering": "Trying again …",
  "busy.confirming": "Waiting for Klarna's word …",

  "action.retry": "Try again",
  "action.reload": "Load the page again",
  "action.otherMethod": "Choose another way to pay",
  "action.toPayment": "Back to payment",
  "action.toCart": "Back to the basket",
  "action.contact": "Write to us",

  "outcome.correction_required.title": "Something needs to be corrected",
  "outcome.correction_required.text":
    "Klarna could not use what is marked above. Correct it and continue.",
  "outcome.dismissed.title": "You closed Klarna",
  "outcome.dismissed.text":
    "Nothing was paid. Try again when you like, or choose another way to pay.",
  "outcome.declined.title": "Klarna could not offer this purchase",
  "outcome.declined.text":
    "Nothing was paid. Please choose another way to pay. Klarna knows the reason and tells it only to you.",
  "outcome.unavailable.title": "Klarna is not available for this order",
  "outcome.unavailable.text": "Please choose another way to pay.",
  "outcome.sdk_failed.title": "Klarna could not be loaded",
  "outcome.sdk_failed.text":
    "The connection may be slow, or something blocks Klarna. Try again, or choose another way to pay.",
  "outcome.klarna_error.title": "Something went wrong at Klarna",
  "outcome.klarna_error.text": "Nothing was paid. Try again, or choose another way to pay.",
  "outcome.undelivered.title": "Klarna agreed, but our shop did not answer",
  "outcome.undelivered.text":
    "You have not been charged twice and will not be. Keep this page open and try again.",
  "outcome.authorization_expired.title": "Your approval has expired",
  "outcome.authorization_expired.text":
    "It took too long to place the order. Please confirm with Klarna once more.",
  "outcome.order_mismatch.title": "Your order has changed meanwhile",
  "outcome.order_mismatch.text":
    "What Klarna approved is no longer what is in the basket. Please confirm the new order.",
  "outcome.payment_refused.title": "Klarna refused the order",
  "outcome.payment_refused.text": "Nothing was paid. Please choose another way to pay.",
  "outcome.order_refused.title": "The order could not be placed",
  "outcome.order_refused.text": "Nothing was paid. Please write to us, we will sort it out.",
  "outcome.order_in_progress.title": "This order is already on its way",
  "outcome.order_in_progress.text":
    "We are placing it now. Load the page again in a moment; do not order a second time.",
  "outcome.not_authorized.title": "Please choose how to pay first",
  "outcome.not_authorized.text":
    "This order has not been confirmed with Klarna on this device yet.",
  "outcome.superseded.title": "This order was opened somewhere else",
  "outcome.superseded.text": "Load the page again to see it as it is now.",
  "outcome.cart_empty.title": "There is nothing to pay for",
  "outcome.cart_empty.text": "Your basket is empty.",
  "outcome.unknown_order.title": "We do not find this order",
  "outcome.unknown_order.text":
    "It may belong to another device. If you have an order number, write to us.",
  "outcome.shop_failed.title": "Our shop does not answer",
  "outcome.shop_failed.text": "Please try again in a moment.",
};
