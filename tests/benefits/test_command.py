"""`manage.py adjudicate`: exit status, table and JSON."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.benefits.stories import CASES

RATES = CASES / "public" / "rates.yaml"


def run(*arguments: object) -> tuple[int | str | None, str, str]:
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("adjudicate", *map(str, arguments), stdout=out, stderr=err, no_color=True)
    return left.value.code, out.getvalue(), err.getvalue()


def test_every_expectation_holds() -> None:
    status, out, err = run(RATES, CASES / "public" / "stop-loss.yaml")
    assert (status, err) == (0, "")
    assert "5 cases decided, 0 expectations failed" in out
    assert "- your part of the rate" in out


def test_failed_expectation(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(RATES.read_text(encoding="utf-8").replace('"40.00"', '"60.00"'), encoding="utf-8")
    status, out, _ = run(wrong)
    assert status == 1
    assert "FAILED C1/L1 reimbursed: expected 60.00, got 40.00" in out
    status, out, _ = run("--json", wrong)
    assert status == 1
    assert json.loads(out)["cases"][0]["failures"] == ["C1/L1 reimbursed: expected 60.00, got 40.00"]


def test_malformed_case_is_named_and_the_others_are_told(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(RATES.read_text(encoding="utf-8").replace("quantity: 2", "quantity: two"), encoding="utf-8")
    status, out, err = run("--json", bad)
    assert status == 2
    assert "bad.yaml: rates-80-and-100: claims[0].lines[1].quantity must be a whole number from 1" in err
    assert [case["case"] for case in json.loads(out)["cases"]] == ["rates-rounded-half-up"]


def test_json_is_what_the_contract_shows() -> None:
    status, out, _ = run("--json", CASES / "public" / "optical.yaml")
    assert status == 0
    case = json.loads(out)["cases"][0]
    assert list(case) == ["case", "file", "lines", "years", "failures"]
    assert case["lines"]["C1/L1"] == {
        "outcome": "paid",
        "charged": "120.00",
        "reimbursed": "75.00",
        "member_share": "45.00",
        "price_country": "KE",
        "counts_to_stop_loss": False,
        "reasons": ["coinsurance", "item_ceiling"],
        "adjustments": [
            {"reason": "coinsurance", "amount": "24.00", "borne_by": "member", "clause": "2.6"},
            {"reason": "item_ceiling", "amount": "21.00", "borne_by": "member", "clause": "2.6"},
        ],
    }
    assert case["years"] == {
        "2018": {
            "out_of_pocket": "0.00",
            "stop_loss_limit": None,
            "stop_loss_supplement": "0.00",
            "people": {"ana": {"reimbursed": "123.00", "supplement": "0.00"}},
        }
    }


def test_explain_one_line() -> None:
    status, out, _ = run("--explain", "C1/L2", RATES)
    assert status == 0
    assert "Bed on a general ward" in out
    assert "C1/L1" not in out
    status, _, err = run("--explain", "C9/L9", RATES)
    assert status == 2
    assert "no such line" in err


def test_same_bytes_twice() -> None:
    files = sorted((CASES / "own").glob("*.yaml"))
    assert run("--json", *files)[1] == run("--json", *files)[1]
