import { incidentFilterSchema } from "../routes/incident-filter.ts";
import { type Answer, BODY, type Operation, operations } from "./operation.ts";

const HTML = { type: "text/html" };
const page = (description: string): Answer => ({ description, body: HTML });
const refusal = (description: string): Answer => ({ ...page(description), orError: true });
const NO_SUCH = { 404: refusal("There is no such thing.") };
const WRONG = { 400: refusal("A field is not understood.") };
const NOT_HERE = { 403: refusal("The form is of another session, or its sender only reads.") };
const STALE = { 409: refusal("Decided before, or another plan is asked about.") };
const LATE = { 410: refusal("Too late.") };

const signed = operations("pages", "session");
const linked = operations("pages", "link");
const open = operations("pages", "open");
const asset = (name: string, id: string, type: string) =>
  open(`get /assets/${name}`, id, "A file of the pages", {
    answers: { 200: { description: "The file", body: { type } } },
  });

/** What people open in a browser; a program that sends the operator token as a bearer is let in, too. */
export const PAGE_OPERATIONS: readonly Operation[] = [
  open("get /", "home", "Leads to the incidents", { answers: { 303: { description: "To /incidents" } } }),
  open("get /sign-in", "signInPage", "Asks for the token", { answers: { 200: page("The form") } }),
  open("post /sign-in", "signIn", "Opens a session", {
    body: "form",
    answers: {
      303: { description: "To the page that was wanted" },
      401: page("Another token is needed."),
      ...BODY,
    },
  }),
  signed("post /sign-out", "signOut", "Ends the session", {
    body: "form",
    answers: { 303: { description: "To /sign-in" }, ...NOT_HERE, ...BODY },
  }),
  signed("get /incidents", "incidentsPage", "The list", {
    query: incidentFilterSchema,
    answers: { 200: page("The list"), ...WRONG },
  }),
  signed("get /incidents/{id}", "incidentPage", "One incident", {
    answers: { 200: page("The incident"), ...NO_SUCH },
  }),
  signed("get /incidents/{id}/timeline/{sequence}", "recordPage", "One entry with all that was recorded", {
    answers: { 200: page("The entry"), ...NO_SUCH },
  }),
  signed("post /incidents/{id}/decision", "decideOnPage", "The form of an incident's page", {
    body: "form",
    answers: { 200: page("What came of it"), ...WRONG, ...NOT_HERE, ...STALE, ...LATE, ...BODY },
  }),
  signed("get /incidents/events", "listEvents", "Tells an open list that something changed", {
    answers: { 200: { description: "Server-sent events", body: { type: "text/event-stream" } } },
  }),
  signed("get /incidents/{id}/events", "incidentEvents", "Tells an open page that its incident changed", {
    answers: { 200: { description: "Server-sent events", body: { type: "text/event-stream" } }, ...NO_SUCH },
  }),
  signed("get /approvals", "approvalsPage", "Questions that wait", { answers: { 200: page("The list") } }),
  linked("get /approvals/{token}", "approvalPage", "What a card's link shows; it decides nothing", {
    answers: { 200: page("The plan"), ...NO_SUCH },
  }),
  linked("post /approvals/{token}", "decideByLink", "Decides the plan that the link is for", {
    body: "form",
    answers: { 200: page("What came of it"), ...WRONG, ...NOT_HERE, ...NO_SUCH, ...STALE, ...LATE, ...BODY },
  }),
  signed("get /breakers", "breakersPage", "What stops changes", { answers: { 200: page("The list") } }),
  signed("post /breakers/{id}/lift", "liftBreaker", "Lets changes go on", {
    body: "form",
    answers: { 200: page("Lifted"), ...NOT_HERE, ...NO_SUCH, 409: page("Lifted before."), ...BODY },
  }),
  signed("get /stop", "stopPage", "Whether all changes are stopped, and the form that does it", {
    answers: { 200: page("The page") },
  }),
  signed("post /stop", "stopOnPage", "Stops all changes, or lets them go on", {
    body: "form",
    answers: { 303: { description: "To /stop" }, ...WRONG, ...NOT_HERE, ...BODY },
  }),
  signed("post /incidents/{id}/undo", "undoOnPage", "Plans to put back what the last change did", {
    body: "form",
    answers: {
      303: { description: "To the incident" },
      ...WRONG,
      ...NOT_HERE,
      ...NO_SUCH,
      409: refusal("It cannot be undone; the message says why."),
      ...BODY,
    },
  }),
  asset("style.css", "style", "text/css"),
  asset("page.js", "script", "text/javascript"),
  asset("icon.svg", "icon", "image/svg+xml"),
];
