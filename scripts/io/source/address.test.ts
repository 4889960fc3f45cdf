import { describe, expect, test } from "vitest";
import { applyReplacements } from "./address.ts";

const ADDRESS = "https://github.com/acme/foo.git";

describe("applyReplacements", () => {
  test("an address that no prefix begins stays", () => {
    expect(applyReplacements(ADDRESS)).toBe(ADDRESS);
    expect(applyReplacements(ADDRESS, { "https://gitlab.com/": "https://mirror.example/" })).toBe(ADDRESS);
  });

  test("the longest prefix wins, whatever their order", () => {
    const replace = {
      "https://github.com/": "https://mirror.example/all/",
      "https://github.com/acme/": "http://127.0.0.1:8080/acme/",
      "https://": "https://other.example/",
    };
    expect(applyReplacements(ADDRESS, replace)).toBe("http://127.0.0.1:8080/acme/foo.git");
    expect(applyReplacements("https://github.com/x/y.git", replace)).toBe(
      "https://mirror.example/all/x/y.git",
    );
  });

  test.each(["http://127.0.0.1:1/", "http://localhost/", "http://[::1]:8080/"])(
    "this computer may be asked without encryption: %s",
    mirror => {
      expect(applyReplacements(ADDRESS, { "https://github.com/": mirror })).toBe(`${mirror}acme/foo.git`);
    },
  );

  test.each([
    "http://mirror.example/",
    "http://127.0.0.1.example/",
    "http://127.0.0.1@mirror.example/",
    "https://me:secret@mirror.example/",
    "https://token@mirror.example/",
    "file:///srv/",
    "ssh://git@mirror.example/",
    "mirror.example/",
    "ext::sh -c x ",
  ])("refuses %s without showing it", mirror => {
    const refused = () => applyReplacements(ADDRESS, { "https://github.com/": mirror });
    expect(refused).toThrow(expect.objectContaining({ code: "SETTINGS" }));
    expect(refused).not.toThrow(/secret|token/);
  });
});
