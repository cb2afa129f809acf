/** Shows each time in the reader's own zone, with the zone's name; the time in UTC that stood there stays as its title. */
export const TIMES_SCRIPT = `"use strict";
const localTimes = (root, language) => {
  const format = new Intl.DateTimeFormat(language, {
    year: "numeric", month: "2-digit", day: "2-digit",
    hour: "2-digit", minute: "2-digit", second: "2-digit",
    hourCycle: "h23", timeZoneName: "short",
  });
  for (const element of root.querySelectorAll("time[datetime]")) {
    const at = new Date(element.dateTime);
    if (element.title || Number.isNaN(at.getTime())) continue;
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    element.title = element.textContent;
    element.textContent =
      part.year + "-" + part.month + "-" + part.day + " " +
      part.hour + ":" + part.minute + ":" + part.second + " " + part.timeZoneName;
  }
};
localTimes(document, document.documentElement.lang);
`;
