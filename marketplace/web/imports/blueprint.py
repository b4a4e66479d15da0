"""The blueprint that the views of this package register on."""

from flask import Blueprint

blueprint = Blueprint("imports", __name__, url_prefix="/staff/imports")
