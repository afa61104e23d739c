import { control } from "./control.js";
import { byId, element } from "./element.js";
import { Table } from "./table.js";

const registered = new Table("Registered", ["Address", "Events", "Status"]);
const sent = new Table("Deliveries", ["Time", "Event", "To", "Attempt", "Answer", "Once more"]);

/** @type {[how: string, label: string][]} */
const RESENDINGS = [
  ["again", "Again"],
  ["late", "Late"],
  ["twice", "Twice"],
  ["wrong-signature", "Forged"],
];

export function openWebhooks() {
  byId("hooks").replaceChildren(registered.element, sent.element);
}

/** @param {import("./main.js").Overview} overview */
export function showWebhooks({ webhooks, ledger }) {
  registered.show(
    webhooks.map(({ webhook_id, url, event_types, status }) => ({
      key: webhook_id,
      cells: [url, event_types.join(", "), status],
    })),
  );
  sent.show(
    ledger.webhooks.map((one) => ({
      key: String(one.seq),
      cells: [
        String(one.at).slice(11, 19),
        one.event_type,
        one.url,
        one.attempt,
        one.status ?? "no answer",
        resendings(one.event_id, one.event_type),
      ],
    })),
  );
}

/** @param {string} eventId @param {string} type */
const resendings = (eventId, type) =>
  element(
    "span",
    {},
    ...RESENDINGS.map(([how, label]) =>
      element(
        "button",
        {
          type: "button",
          class: "small",
          "aria-label": `${label}: ${type}`,
          click: () =>
            control("POST", `webhooks/${eventId}/resend`, { how }, `Sent: ${type}, ${label}.`),
        },
        label,
      ),
    ),
  );
