"""Every form tells what is wrong on top and beside the field, tied together for screen readers."""

import re

import pytest
from django import forms
from django.template import Context, Template

from portal.look.forms import LinesSample, SampleForm

CRISPY = Template("{% load crispy_forms_tags %}{{ form|crispy }}")


@pytest.fixture
def wrong() -> str:
    """A form sent empty, as HTML."""
    return CRISPY.render(Context({"form": SampleForm({}, prefix="w")}))


def ids(html: str) -> list[str]:
    """All ids of the page."""
    return re.findall(r'\bid="([^"]+)"', html)


def test_the_summary_links_to_controls_that_exist(wrong: str) -> None:
    targets = re.findall(r'href="#([^"]+)"', wrong)
    assert len(targets) == 8
    assert set(targets) <= set(ids(wrong))
    assert "autofocus" in wrong


def test_whatever_describes_a_control_exists(wrong: str) -> None:
    named = {name for names in re.findall(r'aria-describedby="([^"]+)"', wrong) for name in names.split()}
    assert named
    assert named <= set(ids(wrong))


def test_no_id_is_used_twice(wrong: str) -> None:
    assert len(ids(wrong)) == len(set(ids(wrong)))


def test_nothing_is_written_inline(wrong: str) -> None:
    assert not re.search(r"\sstyle=|\son[a-z]+=", wrong)


def test_a_placeholder_does_not_repeat_the_label() -> None:
    class Form(forms.Form):
        name = forms.CharField(widget=forms.TextInput(attrs={"placeholder": "Name", "class": "w-8"}))

    shown = CRISPY.render(Context({"form": Form()}))
    assert "placeholder" not in shown
    assert 'class="w-8 input"' in shown


def test_the_tag_writes_the_form_too() -> None:
    shown = Template("{% load crispy_forms_tags %}{% crispy form %}").render(
        Context({"form": SampleForm(), "csrf_token": "token"})
    )
    assert '<form class="form" method="post" enctype="multipart/form-data" novalidate>' in shown
    assert 'name="csrfmiddlewaretoken"' in shown


def test_a_formset_has_one_group_for_each_form() -> None:
    shown = CRISPY.render(Context({"form": LinesSample(prefix="lines")}))
    assert shown.count('<fieldset class="group">') == 2
    assert "lines-TOTAL_FORMS" in shown


def test_a_formset_sums_up_the_errors_of_all_its_forms() -> None:
    data = {"lines-TOTAL_FORMS": "2", "lines-INITIAL_FORMS": "0", "lines-0-what": "x", "lines-1-amount": "1"}
    shown = CRISPY.render(Context({"form": LinesSample(data, prefix="lines")}))
    assert 'href="#id_lines-0-amount"' in shown
    assert 'href="#id_lines-1-what"' in shown


def test_django_alone_writes_the_same_form() -> None:
    shown = str(SampleForm({}, prefix="w"))
    assert "error-summary" in shown
    assert 'class="drop-area"' in shown
    assert len(ids(shown)) == len(set(ids(shown)))
