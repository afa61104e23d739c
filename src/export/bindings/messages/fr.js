/** @type {import("../checkout.js").Messages} */
export default {
  unavailable:
    "Klarna n’est pas disponible pour cet achat. Veuillez choisir un autre moyen de paiement.",
  correction_required: "Veuillez vérifier vos informations et réessayer.",
  dismissed: "Rien n’a été payé. Vous pouvez réessayer.",
  declined: "Klarna n’a pas accepté cet achat. Veuillez choisir un autre moyen de paiement.",
  failed: "Une erreur est survenue. Veuillez réessayer ou choisir un autre moyen de paiement.",
  undelivered:
    "Votre commande n’est pas encore confirmée. Veuillez réessayer : vous ne paierez pas deux fois.",
  pending: "Votre paiement est en cours de traitement.",
  approved: "Votre achat est accepté.",
};
