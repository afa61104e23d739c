/** @type {import("../checkout.js").Messages} */
export default {
  unavailable: "Klarna är inte tillgängligt för det här köpet. Välj ett annat betalsätt.",
  correction_required: "Kontrollera dina uppgifter och försök igen.",
  dismissed: "Ingenting har betalats. Du kan försöka igen.",
  declined: "Klarna godkände inte köpet. Välj ett annat betalsätt.",
  failed: "Något gick fel. Försök igen eller välj ett annat betalsätt.",
  undelivered: "Din beställning är inte bekräftad ännu. Försök igen: du betalar inte två gånger.",
  pending: "Din betalning behandlas.",
  approved: "Köpet är godkänt.",
};
