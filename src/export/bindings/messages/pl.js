/** @type {import("../checkout.js").Messages} */
export default {
  unavailable: "Klarna nie jest dostępna dla tego zakupu. Wybierz inną metodę płatności.",
  correction_required: "Sprawdź swoje dane i spróbuj ponownie.",
  dismissed: "Nic nie zostało zapłacone. Możesz spróbować ponownie.",
  declined: "Klarna nie zatwierdziła tego zakupu. Wybierz inną metodę płatności.",
  failed: "Coś poszło nie tak. Spróbuj ponownie lub wybierz inną metodę płatności.",
  undelivered:
    "Twoje zamówienie nie jest jeszcze potwierdzone. Spróbuj ponownie: nie zapłacisz dwa razy.",
  pending: "Twoja płatność jest przetwarzana.",
  approved: "Twój zakup został zatwierdzony.",
};
