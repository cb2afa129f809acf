/**
 * Removes from untrusted text what a reader cannot see but a terminal, a browser or a model may obey: terminal
 * escapes, control characters but tab and newline, bidirectional overrides, zero-width and tag characters. Linear in time.
 */
export function cleanText(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll("\r", "\n")
    .replace(STRING_ESCAPE, "")
    .replace(CONTROL_ESCAPE, "")
    .replace(INVISIBLE, "")
    .toWellFormed();
}

// ECMA-48: OSC, DCS, SOS, PM and APC strings up to their terminator; bounded, so that a lone introducer eats no whole log.
const STRING_ESCAPE_SOURCE = String.raw`(?:\u001b[\]PX^_]|[\u0090\u0098\u009d\u009e\u009f])[^\u0007\u001b\u009c\n]{0,512}(?:\u0007|\u001b\\|\u009c)?`;
const STRING_ESCAPE = new RegExp(STRING_ESCAPE_SOURCE, "gu");
// ECMA-48: CSI sequences, then the two-character escapes.
const CONTROL_ESCAPE_SOURCE = String.raw`(?:\u001b\[|\u009b)[0-?]{0,64}[ -/]{0,16}[@-~]?|\u001b[ -/]{0,4}[0-~]?`;
const CONTROL_ESCAPE = new RegExp(CONTROL_ESCAPE_SOURCE, "gu");
// C0 without tab and newline, DEL, C1; soft hyphen; Arabic letter mark; Mongolian vowel separator; zero-width and
// bidirectional marks; line separators; invisible operators; variation selectors; byte order mark; shorthand and musical controls; tags (Unicode, Cf and friends).
const INVISIBLE_SOURCE =
  String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f` +
  String.raw`\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]`;
const INVISIBLE = new RegExp(INVISIBLE_SOURCE, "gu");
