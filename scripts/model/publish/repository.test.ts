import { expect, test } from "vitest";
import { parseRepository } from "./repository.ts";

test.each([
  "jquery/jquery",
  "github:jquery/jquery",
  "https://github.com/jquery/jquery",
  "https://github.com/jquery/jquery.git#main",
  "git+https://github.com/jquery/jquery.git",
  "git://github.com/jquery/jquery.git",
  "git+ssh://git@github.com/jquery/jquery.git",
  "git@github.com:jquery/jquery.git",
  { type: "git", url: "git+https://github.com/jquery/jquery.git" },
])("%j is jquery's repository", value => {
  expect(parseRepository(value)).toMatchObject({ host: "github.com", owner: "jquery", repository: "jquery" });
});

test.each(["", "@npm:jquery", "https://example.org/a/b.git", "file:///etc", { url: 5 }, null, undefined, 7])(
  "%j is none",
  value => expect(parseRepository(value)).toBeUndefined(),
);
