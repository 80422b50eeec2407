"""Refusals: a file that is no statement, and a form with a mistake, with a message that says so."""

import pytest

PAGES = [
    b"<!DOCTYPE html><html><head><title>Log in</title></head><body><p>Please log in</p></body></html>",
    b"\xef\xbb\xbf\n<!-- cached --><html><body>Session expired</body></html>",
    b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0"><html><body><div>Hi</div></body></html>',
    b"<html><body><script>var rows = [1,2];</script><div>2024-01-01, 4.00</div></body></html>",
    "<html><body>Sitzung abgelaufen</body></html>".encode("utf-16"),
]


@pytest.mark.parametrize("path", ["/transactions/import", "/transactions/import/preview"])
@pytest.mark.parametrize("name", ["statement.csv", "statement.ofx", "page"])
@pytest.mark.parametrize("page", PAGES)
def test_a_web_page_is_called_one(user, page, name, path):
    answer = user.upload(page, name, path=path)
    assert (answer.status, answer.code, answer.pointers) == (422, "not_a_statement", {"/file"})
    assert "web page" in answer.json["detail"]


def test_a_web_page_with_a_table_of_other_things_is_called_one_too(user):
    rows = "<tr><td>User</td><td>Password</td></tr><tr><td>ada</td><td>x</td></tr>"
    page = f"<html><body><table>{rows}</table></body></html>".encode()
    answer = user.upload(page)
    assert answer.status == 422
    assert answer.json["detail"].startswith("The file is a web page. ")


def test_a_statement_in_a_web_page_is_still_read(user):
    row = "<tr><td>2024-01-0{0}</td><td>Coffee</td><td>-4.5{0}</td></tr>"
    page = "<!-- made by a bank --><table><tr><th>Date</th><th>Text</th><th>Amount</th></tr>{}</table>"
    answer = user.upload(page.format("".join(row.format(day) for day in (1, 2, 3))).encode(), path=PREVIEW)
    assert answer.status == 200, answer.json


PREVIEW = "/transactions/import/preview"


@pytest.mark.parametrize("path", ["/transactions/import", PREVIEW, "/rates"])
def test_a_file_under_another_name_is_refused_with_the_right_name(user, path):
    part = b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\nDate,Amount\r\n--x--\r\n'
    wrong = part % (b"upload", b'; filename="a.csv"')
    answer = user.request("POST", path, data=wrong, content_type="multipart/form-data; boundary=x")
    assert (answer.status, answer.pointers) == (422, {"/upload"})
    assert answer.json["detail"] == "Unknown field; send the file as the form's `file`."


def test_a_file_sent_as_text_is_refused_as_no_file(user):
    text = b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nDate,Amount\r\n--x--\r\n'
    answer = user.request("POST", PREVIEW, data=text, content_type="multipart/form-data; boundary=x")
    assert (answer.status, answer.code, answer.pointers) == (422, "missing_file", {"/file"})
    assert "as a file" in answer.json["detail"]
