/** @type {import("../checkout.js").Messages} */
export default {
  unavailable: "Klarna er ikke tilgjengelig for dette kjøpet. Velg en annen betalingsmåte.",
  correction_required: "Kontroller opplysningene dine og prøv igjen.",
  dismissed: "Ingenting er betalt. Du kan prøve igjen.",
  declined: "Klarna godkjente ikke kjøpet. Velg en annen betalingsmåte.",
  failed: "Noe gikk galt. Prøv igjen eller velg en annen betalingsmåte.",
  undelivered: "Bestillingen din er ikke bekreftet ennå. Prøv igjen: du betaler ikke to ganger.",
  pending: "Betalingen din behandles.",
  approved: "Kjøpet er godkjent.",
};
