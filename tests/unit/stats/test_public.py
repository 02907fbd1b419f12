import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from alemap import stats

PAGES = Path(__file__).parents[3] / "docs" / "methods"


@pytest.mark.parametrize("name", stats.__all__)
def test_every_public_name_says_what_it_does_and_stands_on_a_methods_page(name):
    found = getattr(stats, name)
    if inspect.isfunction(found) or inspect.isclass(found):
        assert found.__doc__
    assert any(f"`{name}`" in page.read_text(encoding="utf-8") for page in PAGES.glob("*.md"))


def test_importing_the_statistics_loads_no_scipy():
    code = "import sys, alemap.stats; print('scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "False"
