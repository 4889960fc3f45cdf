import { expect, test } from "vitest";
import { renderFeedJson, renderFeedXml } from "./feed.ts";

const settings = { catalog: "c", title: "A & B", hosts: [], reserved: [], url: "https://example.org/" };
const changes = [
  { date: "2026-11-02T00:00:00Z", name: "less", kind: "released" as const, version: "4.2.0" },
  { date: "2026-11-01T00:00:00Z", name: "less", kind: "added" as const },
];

test("both feeds tell the same changes, escaped", () => {
  const json = JSON.parse(renderFeedJson(changes, settings)) as { items: { title: string; url: string }[] };
  expect(json.items.map(item => item.title)).toEqual(["less 4.2.0 was recorded", "less was added"]);
  expect(json.items[0]?.url).toBe("https://example.org/package/less/");
  const xml = renderFeedXml(changes, settings);
  expect(xml).toContain("<title>A &amp; B</title>");
  expect(xml.match(/<entry>/g)).toHaveLength(2);
});

test("an empty feed is a feed", () => {
  expect(JSON.parse(renderFeedJson([], settings)).items).toEqual([]);
  expect(renderFeedXml([], settings)).toContain("1970-01-01T00:00:00Z");
});
