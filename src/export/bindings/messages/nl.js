/** @type {import("../checkout.js").Messages} */
export default {
  unavailable: "Klarna is niet beschikbaar voor deze aankoop. Kies een andere betaalmethode.",
  correction_required: "Controleer je gegevens en probeer het opnieuw.",
  dismissed: "Er is niets betaald. Je kunt het opnieuw proberen.",
  declined: "Klarna heeft deze aankoop niet goedgekeurd. Kies een andere betaalmethode.",
  failed: "Er is iets misgegaan. Probeer het opnieuw of kies een andere betaalmethode.",
  undelivered:
    "Je bestelling is nog niet bevestigd. Probeer het opnieuw: je betaalt niet twee keer.",
  pending: "Je betaling wordt verwerkt.",
  approved: "Je aankoop is goedgekeurd.",
};
