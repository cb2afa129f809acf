import packageJson from "../../package.json" with { type: "json" };

export const CODE_VERSION: string = packageJson.version;
