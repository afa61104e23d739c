/** @typedef {Record<string, (message: any) => Promise<unknown>>} Answers */

/**
 * Waits for the SDK to connect, and answers what it asks. A question that cannot be answered stays open.
 * @param {Answers} answers
 * @returns {Promise<MessagePort>}
 */
export function answerQuestions(answers) {
  return new Promise((resolve) => {
    addEventListener("message", ({ data, ports: [port] }) => {
      if (data?.klarnaSandbox !== "connect" || !port) return;
      port.onmessage = ({ data: { question, id, json } }) => {
        void answers[question]?.(JSON.parse(json)).then(
          (answer) => port.postMessage({ answer: id, args: [answer] }),
          (error) => console.warn(`Klarna sandbox: ${question} stays unanswered`, error),
        );
      };
      resolve(port);
    });
  });
}
