"""What a page, a command and the API all ask. No Flask in here: what is needed is handed in."""
