/** @type {import("../checkout.js").Messages} */
export default {
  unavailable: "Klarna ei ole käytettävissä tälle ostokselle. Valitse toinen maksutapa.",
  correction_required: "Tarkista tietosi ja yritä uudelleen.",
  dismissed: "Mitään ei ole maksettu. Voit yrittää uudelleen.",
  declined: "Klarna ei hyväksynyt ostosta. Valitse toinen maksutapa.",
  failed: "Jokin meni vikaan. Yritä uudelleen tai valitse toinen maksutapa.",
  undelivered: "Tilaustasi ei ole vielä vahvistettu. Yritä uudelleen: et maksa kahdesti.",
  pending: "Maksuasi käsitellään.",
  approved: "Ostos on hyväksytty.",
};
