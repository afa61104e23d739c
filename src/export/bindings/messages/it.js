/** @type {import("../checkout.js").Messages} */
export default {
  unavailable: "Klarna non è disponibile per questo acquisto. Scegli un altro metodo di pagamento.",
  correction_required: "Controlla i tuoi dati e riprova.",
  dismissed: "Non è stato pagato nulla. Puoi riprovare.",
  declined: "Klarna non ha approvato questo acquisto. Scegli un altro metodo di pagamento.",
  failed: "Qualcosa è andato storto. Riprova o scegli un altro metodo di pagamento.",
  undelivered: "Il tuo ordine non è ancora confermato. Riprova: non pagherai due volte.",
  pending: "Il tuo pagamento è in elaborazione.",
  approved: "Il tuo acquisto è approvato.",
};
