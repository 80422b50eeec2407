"""What MongoDB may refuse, by the names under which services know it: pymongo is for stores and infra."""

from pymongo.errors import DuplicateKeyError, PyMongoError

# A unique index holds such a document already.
AlreadyThere = DuplicateKeyError
# Anything that went wrong with MongoDB, AlreadyThere included.
DatabaseError = PyMongoError
