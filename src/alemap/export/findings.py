"""Findings of `check` for programs: JSON, GitHub's annotations, JUnit's XML and SARIF 2.1.0."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.results.check import Finding

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def to_json(findings: Sequence[Finding]) -> str:
    """A list of objects, one a finding."""
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2) + "\n"


def to_github(findings: Sequence[Finding]) -> str:
    """Workflow commands that GitHub shows at the lines of a pull request's files."""
    return "".join(
        f"::{f.severity} file={_property(f.file)},line={f.line or 1}"
        + (f",col={f.column}" if f.column is not None else "")
        + f",title={f.code}::{_data(f.whole)}\n"
        for f in findings
    )


def _data(text: str) -> str:
    """Text as a workflow command carries it on one line."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def to_junit(findings: Sequence[Finding], files: Sequence[str]) -> str:
    """JUnit's XML: each file checked is a case, failed by an error; warnings are its output."""
    by_file: dict[str, list[Finding]] = {name: [] for name in files}
    for finding in findings:
        by_file.setdefault(finding.file, []).append(finding)
    cases = [_case(name, found) for name, found in by_file.items()]
    failed = sum(any(f.severity == "error" for f in found) for found in by_file.values())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites tests="{len(cases)}" failures="{failed}">\n'
        f'<testsuite name="alemap check" tests="{len(cases)}" failures="{failed}" errors="0" skipped="0">\n'
        + "".join(cases)
        + "</testsuite>\n</testsuites>\n"
    )


def _case(name: str, findings: Sequence[Finding]) -> str:
    folder, _, file = name.rpartition("/")
    start = f"<testcase classname={_attribute(folder or '.')} name={_attribute(file)}"
    errors = [f for f in findings if f.severity == "error"]
    warnings = [f for f in findings if f.severity == "warning"]
    if not findings:
        return f"{start}/>\n"
    inside = ""
    if errors:
        kinds = ", ".join(dict.fromkeys(f.code for f in errors))
        inside += f"<failure type={_attribute(kinds)} message={_attribute(errors[0].message)}>"
        inside += f"{_lines(errors)}</failure>\n"
    if warnings:
        inside += f"<system-out>{_lines(warnings)}</system-out>\n"
    return f"{start}>\n{inside}</testcase>\n"


def _lines(findings: Sequence[Finding]) -> str:
    return escape(_legal("\n".join(f"{f.place}: {f.code} {f.whole}" for f in findings)))


def _attribute(text: str) -> str:
    return quoteattr(_legal(text).replace("\n", " "))


def _legal(text: str) -> str:
    """Text without the control characters that XML cannot hold."""
    return "".join(sign for sign in text if sign >= " " or sign in "\n\t")


def to_sarif(findings: Sequence[Finding], version: str) -> str:
    """SARIF 2.1.0, which code hosts and editors read; one rule a code."""
    codes = list(dict.fromkeys(finding.code for finding in findings))
    driver = {
        "name": "alemap check",
        "version": version,
        "rules": [{"id": code} for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, codes.index(finding.code)) for finding in findings],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _result(finding: Finding, rule: int) -> dict[str, object]:
    region = {"startLine": finding.line or 1}
    if finding.column is not None:
        region["startColumn"] = finding.column
    location = {"artifactLocation": {"uri": finding.file, "uriBaseId": "%SRCROOT%"}, "region": region}
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": {"text": finding.whole},
        "locations": [{"physicalLocation": location}],
    }
