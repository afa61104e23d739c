"use client";

import { useEffect } from "react";

/** The next cart is another one. */
export default function Thanks() {
  useEffect(() => sessionStorage.removeItem("cart"), []);
  return (
    <>
      <h1>Thank you</h1>
      <p>
        Your order is on its way. <a href="/">Buy again</a>
      </p>
    </>
  );
}
