/**
 * Every word that the shop says, in English. A further language is one more file with the same keys, named in
 * `languages.js`. `{name}` stands for a value.
 *
 * Keys that begin with `outcome.` come in pairs: a title, and a text that says what the customer can do now. A page on
 * which that is something else has a text of its own, `….text.<page>`.
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
  "cart.toBasket": "Go to your basket",
  "cart.basket": "Your basket",
  "cart.empty": "Your basket is empty. Choose something you like.",
  "cart.add": "Add to basket",
  "cart.addNamed": "Add to basket: {name}",
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
  "summary.waiting": "Adding up …",

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

  "pay.heading": "Pay with one button",
  "pay.lead": "One page, one click. Klarna opens when it needs you, and not when it does not.",
  "pay.klarnaDelivery": "Take the address that Klarna has, and let me choose the delivery there",
  "pay.mode": "How Klarna opens",
  "pay.modeNote": "It only matters when Klarna needs a word with you.",
  "pay.mode.DEVICE_BEST": "As suits the device",
  "pay.mode.ON_PAGE": "On this page",
  "pay.mode.REDIRECT": "As a page of its own",
  "pay.mode.POPUP": "In a window",

  "return.heading": "Back from Klarna",

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
  "confirmation.unknown": "Your order",
  "confirmation.wait": "Looking up your order …",
  "confirmation.done": "Your order is placed. A message is on its way to {email}.",
  "confirmation.doneAnonymous": "Your order is placed.",
  "confirmation.pendingHeading": "We have your order",
  "confirmation.pending":
    "Klarna is still looking at the payment, which can take a few hours. We send the parcel when Klarna has agreed, and write to {email} either way. You need not do anything, and need not order again.",
  "confirmation.pendingAnonymous":
    "Klarna is still looking at the payment, which can take a few hours. We send the parcel when Klarna has agreed. You need not do anything, and need not order again.",
  "confirmation.number": "Order number",
  "confirmation.total": "Total",
  "confirmation.back": "Back to the shop",

  "subscription.heading": "Tea of the month",
  "subscription.lead":
    "Two small harvests in the post every month. You agree with Klarna once; we charge each month when the box leaves.",
  "subscription.start": "Subscribe and pay",
  "subscription.price": "{price} a month, with delivery",
  "subscription.yours": "Your subscription",
  "subscription.active": "Running. {count} so far.",
  "subscription.ended": "Ended after {count}.",
  "subscription.month": "1 month",
  "subscription.months": "{count} months",
  "subscription.renew": "Charge the next month now",
  "subscription.end": "End the subscription",
  "subscription.renewed": "The next month is paid: order {number}.",
  "subscription.renewedPending":
    "The next month is ordered: {number}. Klarna is still looking at the payment.",
  "subscription.stopped": "The subscription has ended. Nothing more will be charged.",
  "subscription.started": "Welcome! Your subscription has begun with order {number}.",
  "subscription.reviewed":
    "Klarna is still looking at the last payment, which can take a few hours. The box leaves when Klarna has agreed; you need not do anything.",
  "subscription.rejected":
    "Klarna did not agree to the last payment. It was not charged, and nothing more will be.",
  "subscription.note": "In a real shop a calendar does this. Here you can be the calendar.",

  "panel.heading": "Behind the scenes",
  "panel.lead": "What the shop, its server and Klarna say to each other. Tokens are never shown.",
  "panel.open": "Behind the scenes",
  "panel.close": "Close the panel",
  "panel.scenario": "What shall happen?",
  "panel.journey": "Klarna's purchase journey",
  "panel.journey.full": "every step",
  "panel.journey.quick": "one page",
  "panel.journey.instant": "no page at all",
  "panel.fault": "What shall break?",
  "panel.fault.none": "nothing",
  "panel.fault.orderDown": "Klarna's order API, twice",
  "panel.fault.orderLost": "Klarna's answer to an order gets lost",
  "panel.fault.orderBroken": "Klarna's order API, until further notice",
  "panel.fault.sdkSilent": "the widget never answers",
  "panel.fault.sdkThrows": "the SDK calls back, then throws",
  "panel.fault.sdkTwice": "the SDK calls back twice",
  "panel.fault.networkDown": "Klarna's authorize API, once",
  "panel.backend": "Where tokens go (step by step)",
  "panel.backend.shop": "the shop's own server",
  "panel.backend.commerceLayer": "Commerce Layer look-alike",
  "panel.timeline": "What happened",
  "panel.clear": "Clear",
  "panel.applied": "Done. It counts from now on.",
  "panel.reload": "Load the page again for this to count.",
  "panel.noSandbox": "Klarna itself is used, so nothing can be staged.",
  "panel.failed": "The sandbox did not take this.",

  "docs.all": "The docs",
  "docs.seen": "In the docs:",
  "docs.guide.cart": "Orders that add up",
  "docs.guide.payment": "A checkout of several pages",
  "docs.guide.review": "What one page leaves for the next",
  "docs.guide.confirmation": "What counts when the browser is closed",
  "docs.guide.pay": "Klarna's payment button",
  "docs.guide.pay-return": "How Klarna opens",
  "docs.guide.subscription": "Subscriptions",
  "docs.help": "What helps",
  "docs.states": "States",
  "docs.errors": "Errors",

  "busy.loading": "Getting ready …",
  "busy.asking": "Asking Klarna …",
  "busy.authorizing": "Klarna is open. Go on there …",
  "busy.finalizing": "Placing your order …",
  "busy.delivering": "Trying again …",
  "busy.confirming": "Waiting for Klarna's word …",
  "busy.renewing": "Charging …",
  "busy.ending": "Ending …",

  "action.retry": "Try again",
  "action.reload": "Load the page again",
  "action.lookAgain": "Look again",
  "action.otherMethod": "Choose another way to pay",
  "action.toPayment": "Back to payment",
  "action.toCart": "Back to the basket",
  "action.toOrder": "See your order",
  "action.contact": "Write to us",

  "outcome.correction_required.title": "Something needs to be corrected",
  "outcome.correction_required.text":
    "Klarna could not use what is marked above. Correct it and continue.",
  "outcome.dismissed.title": "You closed Klarna",
  "outcome.dismissed.text":
    "Nothing was paid. Try again when you like, or choose another way to pay.",
  "outcome.dismissed.text.subscription": "Nothing was paid. Try again when you like.",
  "outcome.declined.title": "Klarna could not offer this purchase",
  "outcome.declined.text":
    "Nothing was paid. Please choose another way to pay. Klarna knows the reason and tells it only to you.",
  "outcome.declined.text.subscription":
    "Nothing was paid, and no subscription has begun. Klarna knows the reason and tells it only to you.",
  "outcome.unavailable.title": "Klarna is not available for this order",
  "outcome.unavailable.text": "Please choose another way to pay.",
  "outcome.unavailable.text.subscription":
    "Subscriptions are paid with Klarna alone. Try again later, or write to us.",
  "outcome.sdk_failed.title": "Klarna could not be loaded",
  "outcome.sdk_failed.text":
    "The connection may be slow, or something blocks Klarna. Try again, or choose another way to pay.",
  "outcome.sdk_failed.text.subscription":
    "The connection may be slow, or something blocks Klarna. Please try again.",
  "outcome.klarna_error.title": "Something went wrong at Klarna",
  "outcome.klarna_error.text": "Nothing was paid. Try again, or choose another way to pay.",
  "outcome.klarna_error.text.subscription": "Nothing was paid. Please try again.",
  "outcome.undelivered.title": "Klarna agreed, but our shop did not answer",
  "outcome.undelivered.text":
    "You have not been charged twice and will not be. Keep this page open and try again.",
  "outcome.unanswered.title": "Our shop did not answer",
  "outcome.unanswered.text":
    "Please press Klarna's button once more. You will not be charged twice.",
  "outcome.unconfirmed.title": "We could not find out whether this is paid",
  "outcome.unconfirmed.text":
    "Our shop did not answer. Please look again in a moment, and do not pay a second time meanwhile.",
  "outcome.authorization_expired.title": "Your approval has expired",
  "outcome.authorization_expired.text":
    "It took too long to place the order. Please confirm with Klarna once more.",
  "outcome.authorization_given_back.title": "Your approval is not valid any more",
  "outcome.authorization_given_back.text":
    "Nothing was paid with it. Please confirm with Klarna once more.",
  "outcome.customer_token_lost.title": "Klarna's approval did not reach us",
  "outcome.customer_token_lost.text": "Nothing was paid. Please confirm with Klarna once more.",
  "outcome.order_mismatch.title": "Your order has changed meanwhile",
  "outcome.order_mismatch.text":
    "What Klarna approved is no longer what is in the basket. Please confirm the new order.",
  "outcome.order_mismatch.text.pay":
    "The basket is no longer what this page shows, so nothing was paid. Load the page again and look at it.",
  "outcome.order_mismatch.text.review":
    "The basket is no longer what this page shows, so nothing was bought. Load the page again and look at it.",
  "outcome.payment_refused.title": "Klarna refused the order",
  "outcome.payment_refused.text": "Nothing was paid. Please choose another way to pay.",
  "outcome.order_rejected.title": "Klarna did not agree to this order",
  "outcome.order_rejected.text":
    "We do not send it, and you pay nothing for it. You can order again and pay in another way. Klarna knows the reason and tells it only to you.",
  "outcome.order_refused.title": "The order could not be placed",
  "outcome.order_refused.text": "Nothing was paid. Please write to us, we will sort it out.",
  "outcome.order_in_progress.title": "This order is already on its way",
  "outcome.order_in_progress.text":
    "We are placing it now. Load the page again in a moment; do not order a second time.",
  "outcome.not_authorized.title": "Please choose how to pay first",
  "outcome.not_authorized.text":
    "This order has not been confirmed with Klarna on this device yet.",
  "outcome.already_ordered.title": "You have ordered this already",
  "outcome.already_ordered.text":
    "What this page shows was ordered before, and nothing is charged a second time. Your order says how it is paid.",
  "outcome.earlier_order.title": "Your earlier order is placed",
  "outcome.earlier_order.text":
    "Klarna has told us of an order that you paid before. What this page shows is not paid yet.",
  "outcome.busy.title": "One moment",
  "outcome.busy.text":
    "Klarna is still busy with the last step. Try again when its window is closed.",
  "outcome.expired.title": "The time for this payment has run out",
  "outcome.expired.text": "Nothing was paid. Please start once more.",
  "outcome.pending.title": "Klarna has not decided yet",
  "outcome.pending.text":
    "You may leave this page: we write to you when the payment is settled. Please do not pay a second time.",
  "outcome.subscription_ended.title": "This subscription has ended",
  "outcome.subscription_ended.text": "Nothing was charged.",
  "outcome.renewal_failed.title": "This month could not be charged",
  "outcome.renewal_failed.text":
    "Klarna refused the charge. You can try again, or start a new subscription.",
  "outcome.superseded.title": "This order was opened somewhere else",
  "outcome.superseded.text": "Load the page again to see it as it is now.",
  "outcome.cart_empty.title": "There is nothing to pay for",
  "outcome.cart_empty.text": "Your basket is empty.",
  "outcome.unknown_order.title": "We do not find this order",
  "outcome.unknown_order.text":
    "It may belong to another device. If you have an order number, write to us.",
  "outcome.unknown_payment.title": "We do not find this payment",
  "outcome.unknown_payment.text":
    "It belongs to another browser or device. If you have agreed there, we write to you: please do not pay a second time.",
  "outcome.shop_failed.title": "Our shop does not answer",
  "outcome.shop_failed.text": "Please try again in a moment.",
};
