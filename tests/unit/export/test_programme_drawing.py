"""A programme's drawing: nothing that a definition says breaks it."""

from __future__ import annotations

from alemap.export.programme_drawing import escape


def test_signs_that_xml_cannot_hold_are_left_out_and_the_others_escaped():
    assert escape("a\x01b\ufffe <c> & å\U0001f600\n") == "ab &lt;c&gt; &amp; å\U0001f600\n"
