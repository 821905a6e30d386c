"""A form with one field of every kind, for the style guide."""

from django import forms

from portal.look.fields import DayField, FilesField


class SampleForm(forms.Form):
    """One field of every kind. The words are sample data, so they are not translated."""

    name = forms.CharField(
        label="Name of the doctor or clinic",
        help_text="As printed on the invoice.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),  # else Chromium takes it for the password's user name
    )
    email = forms.EmailField(label="E-mail", required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    day = DayField(label="Date of treatment", help_text="For example 27 3 2026.")
    amount = forms.DecimalField(label="Amount")
    currency = forms.ChoiceField(label="Currency", choices=[("USD", "USD"), ("KES", "KES"), ("EUR", "EUR")])
    care = forms.ChoiceField(
        label="Kind of care",
        widget=forms.RadioSelect,
        choices=[("consultation", "A visit to a doctor"), ("medicine", "Medicines"), ("dental", "Care of teeth")],
    )
    documents = FilesField(label="Documents", help_text="PDF, JPG, PNG or HEIC, at most 15 MB each.")
    password = forms.CharField(label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    sure = forms.BooleanField(label="I declare that these details are true.")


class LineSample(forms.Form):
    """A line of a claim, to show formsets."""

    what = forms.CharField(label="What was it?")
    amount = forms.DecimalField(label="Amount")


LinesSample = forms.formset_factory(LineSample, extra=2)
