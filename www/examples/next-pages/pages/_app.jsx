import Head from "next/head";
import "../app/checkout.css";

export default function App({ Component, pageProps }) {
  return (
    <main>
      <Head>
        <title>Checkout</title>
        <link rel="icon" href="data:," />
      </Head>
      <Component {...pageProps} />
    </main>
  );
}
