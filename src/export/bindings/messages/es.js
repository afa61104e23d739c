/** @type {import("../checkout.js").Messages} */
export default {
  unavailable: "Klarna no está disponible para esta compra. Elige otro método de pago.",
  correction_required: "Revisa tus datos e inténtalo de nuevo.",
  dismissed: "No se ha pagado nada. Puedes intentarlo de nuevo.",
  declined: "Klarna no ha aprobado esta compra. Elige otro método de pago.",
  failed: "Algo ha salido mal. Inténtalo de nuevo o elige otro método de pago.",
  undelivered: "Tu pedido aún no está confirmado. Inténtalo de nuevo: no pagarás dos veces.",
  pending: "Tu pago se está procesando.",
  approved: "Tu compra está aprobada.",
};
