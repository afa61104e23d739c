/** @type {import("../checkout.js").Messages} */
export default {
  unavailable: "Klarna er ikke tilgængelig for dette køb. Vælg en anden betalingsmetode.",
  correction_required: "Kontrollér dine oplysninger, og prøv igen.",
  dismissed: "Der er ikke betalt noget. Du kan prøve igen.",
  declined: "Klarna godkendte ikke købet. Vælg en anden betalingsmetode.",
  failed: "Noget gik galt. Prøv igen, eller vælg en anden betalingsmetode.",
  undelivered: "Din ordre er ikke bekræftet endnu. Prøv igen: du betaler ikke to gange.",
  pending: "Din betaling behandles.",
  approved: "Købet er godkendt.",
};
