import { Checkout } from "./checkout.jsx";

export const dynamic = "force-dynamic";

/** A new cart, for a tab that has none; a real shop has it in its database. */
export default function Page() {
  return (
    <>
      <h1>Checkout</h1>
      <Checkout cart={{ id: crypto.randomUUID(), name: "Shoes", price: 59900 }} />
    </>
  );
}
