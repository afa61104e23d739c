export default defineEventHandler((event) => klarna.fetch(toWebRequest(event)));
