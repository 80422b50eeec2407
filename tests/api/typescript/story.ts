// What a client in TypeScript does with the types of the document; it compiles or it does not.
import type { components, paths } from "./schema";

type Schemas = components["schemas"];

// What has a default may be left out of a request.
export const account: Schemas["AccountIn"] = { name: "Everyday" };
export const sentence: Schemas["TransactionIn"] = { text: "coffee 4.50 at Blue Bottle yesterday" };

// The kind of a job tells what its result holds.
export function summary(job: Schemas["JobOut"]): string {
  switch (job.kind) {
    case "import":
      return `${job.result?.created} of ${job.result?.lines}`;
    case "undo":
      return `${job.result?.removed} removed`;
    case "capture":
      return `${job.result?.transaction_ids.length} transactions`;
    case "refile":
      return `${job.result?.changed} of ${job.result?.examined}`;
    case "categorise":
      return `${job.result?.refiled} refiled, ${job.result?.left} left`;
    case "summarize":
      return `${job.result?.summary}`;
    case "summarize_many":
      return `${job.result?.summarised} lines`;
    case "ask":
      return `${job.result?.query_id}`;
    case "coach":
      return `${job.result?.advice.length} pieces of advice`;
    case "receipt":
      return `${job.result?.merchant} ${job.result?.total}`;
  }
}

// Enums are unions of words, and lists in a query are lists.
type Query = NonNullable<paths["/api/v1/transactions"]["get"]["parameters"]["query"]>;
export const query: Query = { kind: ["expense", "income"], sort: "-date" };
// @ts-expect-error - a word that is none of the vocabulary
export const wrong: Schemas["TransactionKind"] = "spending";

// The stream of a job and a table are texts.
type Answers<Path extends keyof paths> = paths[Path] extends { get: { responses: infer Found } } ? Found : never;
type Content<Answer> = Answer extends { content: infer Found } ? Found : never;
export const stream: Content<Answers<"/api/v1/jobs/{job_id}/events">[200]>["text/event-stream"] = "event: end";
export const table: Content<Answers<"/api/v1/transactions/export">[200]>["text/csv"] = "id,date";
export const problem = (found: Content<Answers<"/api/v1/jobs/{job_id}">[404]>): string =>
  found["application/problem+json"].code;
