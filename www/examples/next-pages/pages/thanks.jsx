export default function Thanks() {
  return (
    <>
      <h1>Thank you</h1>
      <p>
        Your order is on its way. <a href="/">Buy again</a>
      </p>
    </>
  );
}
