/** @type {import("../checkout.js").Messages} */
export default {
  unavailable:
    "Klarna ist für diesen Einkauf nicht verfügbar. Bitte wählen Sie eine andere Zahlungsart.",
  correction_required: "Bitte prüfen Sie Ihre Angaben und versuchen Sie es erneut.",
  dismissed: "Es wurde nichts bezahlt. Sie können es erneut versuchen.",
  declined: "Klarna hat diesen Einkauf nicht genehmigt. Bitte wählen Sie eine andere Zahlungsart.",
  failed:
    "Etwas ist schiefgegangen. Bitte versuchen Sie es erneut oder wählen Sie eine andere Zahlungsart.",
  undelivered:
    "Ihre Bestellung ist noch nicht bestätigt. Bitte versuchen Sie es erneut: Sie zahlen nicht doppelt.",
  pending: "Ihre Zahlung wird bearbeitet.",
  approved: "Ihr Einkauf ist genehmigt.",
};
