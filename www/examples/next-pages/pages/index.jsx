import { Checkout } from "../app/checkout.jsx";

export const getServerSideProps = () => ({
  props: { cart: { id: crypto.randomUUID(), name: "Shoes", price: 59900 } },
});

export default function Page({ cart }) {
  return (
    <>
      <h1>Checkout</h1>
      <Checkout cart={cart} />
    </>
  );
}
